/** A script in pieces; the first ones are what a page needs at once, `app.js` among them. Made by script/bundle-text.mjs. */
declare module '*?pieces' {
  export const pieces: readonly { readonly name: string; readonly isFirst: boolean; readonly text: string }[];
}
