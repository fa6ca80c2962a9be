/** The browser's script, in pieces of which a page fetches those of a screen when somebody goes there. */
export { pieces } from './app.tsx?pieces';
/** The style sheet with all that it imports, minified, and the one of screens that are fetched later. */
export { text as style } from './style/app.css?bundle';
export { text as laterStyle } from './style/later.css?bundle';
