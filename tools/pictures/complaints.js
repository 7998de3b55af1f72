// What of the open page a machine can complain about; complaints.py says what each number means.
([leastText, leastTarget]) => {
  const found = [];
  const width = document.documentElement.clientWidth;

  const words = (node) => {
    const classes = node.className?.baseVal ?? node.className;
    return `${node.tagName.toLowerCase()}.${classes} "${(node.innerText ?? "").trim().slice(0, 24)}"`;
  };
  const shown = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest(".ak-hidden, .ak-skip");
  const clipped = (node) => {
    for (let up = node.parentElement; up; up = up.parentElement) {
      if (/auto|scroll|hidden/.test(getComputedStyle(up).overflowX)) return true;
    }
    return false;
  };

  const outside = [];
  for (const node of document.querySelectorAll("body *")) {
    if (!shown(node)) continue;
    const box = node.getBoundingClientRect();
    const style = getComputedStyle(node);
    if (box.width && box.right > width + 1 && node.children.length === 0 && !clipped(node)) outside.push(words(node));
    const speaks = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!speaks) continue;
    if (style.overflowX === "hidden" && node.scrollWidth > node.clientWidth + 1) found.push(`cut: ${words(node)}`);
    if (parseFloat(style.fontSize) < leastText - 0.1) found.push(`text of ${style.fontSize}: ${words(node)}`);
  }
  const wider = document.documentElement.scrollWidth - width;
  if (wider > 1) found.push(`page is ${wider} px wider than the screen: ${outside.slice(0, 3).join(", ")}`);

  const targets = "a, button, select, input:not([type=radio]):not([type=checkbox]), summary, label:has(input)";
  for (const node of document.querySelectorAll(targets)) {
    if (!shown(node) || getComputedStyle(node).display === "inline") continue;
    const { width: wide, height: high } = node.getBoundingClientRect();
    if (high && Math.min(wide, high) < leastTarget - 0.5) {
      found.push(`target ${Math.round(wide)}x${Math.round(high)}: ${words(node)}`);
    }
  }
  return found;
}
