/** The part of Trusted Types that is used; TypeScript's library doesn't have it yet. */
interface TrustedTypes {
  readonly createPolicy: (
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ) => { readonly createScriptURL: (url: string) => string };
}

let policy: { readonly createScriptURL: (url: string) => string } | null = null;

function own(url: string): string {
  const { origin } = window.location;
  if (new URL(url, origin).origin !== origin) throw new TypeError('scripts come from this site only');
  return url;
}

/**
 * The address of a script of this site, as browsers with Trusted Types want it. Every script that is started goes through here,
 * by the one policy that the page's headers allow.
 */
export function scriptUrl(url: string): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy('slipway', { createScriptURL: own }) ?? { createScriptURL: own };
  return policy.createScriptURL(url);
}
