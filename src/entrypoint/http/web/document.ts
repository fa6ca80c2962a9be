/**
 * The page of the web client: everything else comes by script. `?v=` names the content, so that a browser never joins a
 * page to a script of another version. `pieces` = what the script imports at once, so that it is fetched with it.
 */
export function indexDocument(given: {
  readonly script: string;
  readonly style: string;
  readonly pieces: readonly string[];
}): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="same-origin">
<title>Firebreak</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/app.css?v=${given.style}">
${given.pieces.map((name) => `<link rel="modulepreload" href="/${name}">\n`).join('')}<script type="module" src="/app.js?v=${given.script}"></script>
</head>
<body>
<div id="app"></div>
<noscript><p>This page needs JavaScript. Everything that it shows can be read from <code>/api/v1</code> and with the command <code>firebreak</code>.</p></noscript>
</body>
</html>
`;
}

/** A line of trees with a gap: the firebreak. */
export const FAVICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#14181d"/><g fill="none" stroke-linejoin="round" stroke-width="1.7"><path stroke="#e9e6df" d="M3 18.5 6.6 8.5l3.6 10zM13.8 18.5l3.6-10 3.6 10z"/><path stroke="#f28b57" stroke-linecap="round" stroke-width="2.2" d="M12 4.5v15.5"/></g></svg>
`;
