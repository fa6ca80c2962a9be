/** Where the web client shows a submission; `null` = no address of this server is known. */
export function changeUrl(publicUrl: string | null, id: string): string | null {
  return publicUrl === null ? null : `${publicUrl}/changes/${encodeURIComponent(id)}`;
}

/** Where the web client shows what somebody is asked, or all changes. */
export function pageUrl(publicUrl: string | null, page: 'inbox' | 'changes'): string | null {
  return publicUrl === null ? null : `${publicUrl}/${page}`;
}
