// Runs before the first paint, as a file of its own because the Content-Security-Policy allows no inline script:
// without it a person in the dark theme or in elder mode would see a flash of the other one.
(function () {
  var root = document.documentElement;
  try {
    var theme = localStorage.getItem("ankang.theme") || "system";
    var dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
    if (dark) root.dataset.theme = "dark";
    if (localStorage.getItem("ankang.elder") === "on") root.dataset.mode = "elder";
    var locale = localStorage.getItem("ankang.locale");
    if (locale === "en") root.lang = "en";
  } catch (error) {
    // Private modes refuse storage: the defaults stand.
  }
})();
