/** Where the web client shows a submission; `null` = no address of this server is known. */
export function changeUrl(publicUrl: string | null, id: string): string | null {
  return publicUrl === null ? null : `${publicUrl}/changes/${encodeURIComponent(id)}`;
}

/** Where the web client shows what somebody is asked, all changes, or rollouts and freezes. */
export function pageUrl(publicUrl: string | null, page: 'inbox' | 'changes' | 'rollouts'): string | null {
  return publicUrl === null ? null : `${publicUrl}/${page}`;
}

/** Where the web client shows what news is about. */
export function newsUrl(
  publicUrl: string | null,
  { kind, id }: { readonly kind: string; readonly id: string },
): string | null {
  if (publicUrl === null) return null;
  if (kind.startsWith('rollout-')) return `${publicUrl}/rollouts?at=${encodeURIComponent(id)}`;
  if (kind.startsWith('incident-')) return `${publicUrl}/incidents?at=${encodeURIComponent(id)}`;
  return kind === 'brake-engaged' ? `${publicUrl}/rollouts` : `${publicUrl}/`;
}
