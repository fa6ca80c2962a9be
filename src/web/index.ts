/** The browser's script and style sheet as text, minified, with all that they import. */
export { text as script } from './app.tsx?bundle';
export { text as style } from './style/app.css?bundle';
