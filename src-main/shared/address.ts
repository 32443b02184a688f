const OCTET = '(25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const IPV4 = new RegExp(`^${OCTET}(\\.${OCTET}){3}$`);
const NAME = /^[a-z0-9]([a-z0-9._-]{0,251}[a-z0-9])?$/i;

/** What is wrong with the name or IP address of a computer, as a sentence; null: nothing. */
export function hostProblem(text: string): string | null {
  if (/:/.test(text)) {
    const groups = text.split(':');
    const sixth = groups.length > 2 && groups.length <= 8 && /^[0-9a-f:.]+$/i.test(text);
    return sixth ? null : 'Only the computer’s name or IP address belongs here; the port has its own field.';
  }
  const numeric = /^[\d.]+$/.test(text);
  if (numeric ? IPV4.test(text) : NAME.test(text)) return null;
  return 'This is not the name or IP address of a computer, such as 127.0.0.1.';
}

/** What is wrong with a web address, as a sentence; null: nothing. */
export function urlProblem(text: string): string | null {
  const url = parse(text);
  if (!url || !/^https?:$/.test(url.protocol))
    return 'This is not a web address, such as http://127.0.0.1:8080/gesture.';
  if (url.username !== '' || url.password !== '') return 'A name and a password cannot stand in the address.';
  return null;
}

/** The computer a web address is of; null where it is no web address. */
export const hostOfUrl = (text: string): string | null => parse(text)?.hostname ?? null;

/** Whether a name or IP address is always this computer's own. */
export function isLoopback(host: string): boolean {
  const plain = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return plain === 'localhost' || plain === '::1' || (plain.startsWith('127.') && IPV4.test(plain));
}

function parse(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
