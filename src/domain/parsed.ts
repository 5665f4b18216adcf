/** Outcome of a parser: a value, or one sentence that says what is wrong with the text. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; message: string };

/** A successful parse. */
export const parsed = <T>(value: T): Parsed<T> => ({ ok: true, value });

/** A refused text; `message` is shown to people as it is. */
export const refused = (message: string): Parsed<never> => ({ ok: false, message });
