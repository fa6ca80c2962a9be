/** What stands behind the last dot of a file's name, in lower case; its whole name where it has no dot. */
export function extension(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return name.slice(name.lastIndexOf('.') + 1);
}
