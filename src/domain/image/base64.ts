const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * The UTF-8 text inside base64: padded or not, standard or URL-safe alphabet, line breaks ignored (as Go's decoder
 * does). Undefined when it is not base64 or not UTF-8.
 */
export function decodeBase64Text(text: string): string | undefined {
  const digits = text
    .replace(/[\r\n]/g, '')
    .replace(/={1,2}$/, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/');
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1) return undefined;
  let percentEncoded = '';
  let bits = 0;
  let bitCount = 0;
  for (const digit of digits) {
    bits = ((bits << 6) | ALPHABET.indexOf(digit)) & 0xffff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    percentEncoded += `%${((bits >> bitCount) & 0xff).toString(16).padStart(2, '0')}`;
  }
  return decodeUtf8(percentEncoded);
}

/** The language's own strict UTF-8 decoder: it refuses overlong forms, surrogates and cut sequences. */
function decodeUtf8(percentEncoded: string): string | undefined {
  try {
    return decodeURIComponent(percentEncoded);
  } catch {
    return undefined;
  }
}
