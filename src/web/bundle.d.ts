/** The text of a script or a style sheet with all that it imports, minified; made by script/bundle-text.mjs. */
declare module '*?bundle' {
  export const text: string;
}
/** A script in pieces; the first ones are what a page needs at once, `app.js` among them. */
declare module '*?pieces' {
  export const pieces: readonly { readonly name: string; readonly isFirst: boolean; readonly text: string }[];
}
