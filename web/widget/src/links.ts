/** A link of ours or of the web, made absolute; anything else (`javascript:`) is no link. */
export function safeLink(url: string, base: string): string | null {
  try {
    const link = new URL(url, base);
    return url && (link.protocol === "https:" || link.protocol === "http:") ? link.href : null;
  } catch {
    return null;
  }
}
