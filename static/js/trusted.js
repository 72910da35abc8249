// The one policy under which our scripts make elements of text (Trusted Types): for HTML that this site has just sent, and
// never for words of a person. The Content-Security-Policy lets no other policy be made, and no text become HTML without one.
const policy = globalThis.trustedTypes?.createPolicy("normsite", { createHTML: (html) => html });

export const fromSite = (html) => policy ? policy.createHTML(html) : html;
export const parsed = (page) => new DOMParser().parseFromString(fromSite(page), "text/html"); // read only: its scripts don't run
