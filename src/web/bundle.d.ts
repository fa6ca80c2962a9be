/** The text of a script or a style sheet with all that it imports, minified; made by script/bundle-text.mjs. */
declare module '*?bundle' {
  export const text: string;
}
