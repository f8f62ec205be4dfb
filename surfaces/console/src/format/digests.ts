/** The first 12 digits of a digest: enough to tell two apart by eye. */
export const shortDigest = (digest: string): string => digest.replace('sha256:', '').slice(0, 12);

/** The end of a sortable id, where neighbours differ; a short or readable one stays whole. */
export const shortId = (id: string): string => (/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(id) ? id.slice(-8) : id);
