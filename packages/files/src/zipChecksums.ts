/** The checksums that a zip gives of its files, by name: those of its central directory (PKWARE APPNOTE 4.3.12). */
export function zipChecksums(zip: Uint8Array): Map<string, number> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const checksums = new Map<string, number>();
  // The directory's own end is the last record, with a comment of up to 65,535 bytes behind it.
  let end = zip.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) return checksums;
  let at = view.getUint32(end + 16, true);
  while (at + 46 <= end && view.getUint32(at, true) === 0x02014b50) {
    const [name, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const encoding = view.getUint16(at + 8, true) & 0x800 ? "utf-8" : "latin1";
    const spelled = new TextDecoder(encoding).decode(zip.subarray(at + 46, at + 46 + name));
    checksums.set(spelled, view.getUint32(at + 16, true));
    at += 46 + name + extra + comment;
  }
  return checksums;
}
