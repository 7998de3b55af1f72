/** Hands a file to the browser to save or open; answers its address, which the caller gives back with `letGo`. */
export function saveFile(content: Blob, name: string): string {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  return address;
}

/** The browser may forget the file. */
export function letGo(address: string): void {
  if (address) URL.revokeObjectURL(address);
}
