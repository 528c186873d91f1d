import type { Answer, Cart, ConsentAsked, Consents } from "./shapes";

/** One entry of the conversation as it is shown. */
export type Entry =
  | { who: "shopper"; id: string; text: string; state: "waiting" | "sent" | "refused" }
  | { who: "advisor"; id: string; answer: Answer; done?: boolean; answered?: boolean };

/** A message on its way: what the shopper sees in the log may differ from what is sent. */
export interface Outgoing {
  id: string;
  text: string;
}

/** All that a page must know to go on where the last one stopped. */
export interface Remembered {
  conversation: string | null;
  anonymousId: string | null;
  consent: Consents;
  wording: ConsentAsked | null;
  entries: Entry[];
  outbox: Outgoing[];
  cart: Cart | null;
  draft: string;
  open: boolean;
}

export const NOTHING_YET: Remembered = {
  conversation: null,
  anonymousId: null,
  consent: {},
  wording: null,
  entries: [],
  outbox: [],
  cart: null,
  draft: "",
  open: false,
};

const ENTRIES_KEPT = 80;

/**
 * Remembers for this visit in `sessionStorage`, and across visits nothing but the anonymous id, and
 * that only while the shopper agrees to advice being remembered. A browser that offers no storage
 * gets a conversation that lasts as long as the page.
 */
export class Memory {
  private readonly visit: string;
  private readonly lasting: string;

  constructor(base: string) {
    this.visit = `candor:visit:${base}`;
    this.lasting = `candor:visitor:${base}`;
  }

  recall(): Remembered {
    const kept = read(() => sessionStorage.getItem(this.visit));
    const visit = { ...NOTHING_YET, ...parsed(kept) };
    return { ...visit, anonymousId: visit.anonymousId ?? read(() => localStorage.getItem(this.lasting)) };
  }

  keep(now: Remembered): void {
    const kept = JSON.stringify({ ...now, entries: now.entries.slice(-ENTRIES_KEPT) });
    write(() => sessionStorage.setItem(this.visit, kept));
    if (now.consent["advice"] === "granted" && now.anonymousId) {
      const id = now.anonymousId;
      write(() => localStorage.setItem(this.lasting, id));
    } else if (now.consent["advice"] !== undefined) {
      write(() => localStorage.removeItem(this.lasting));
    }
  }
}

function parsed(kept: string | null): Partial<Remembered> {
  try {
    const value: unknown = JSON.parse(kept ?? "{}");
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

function read(from: () => string | null): string | null {
  try {
    return from();
  } catch {
    return null;
  }
}

function write(to: () => void): void {
  try {
    to();
  } catch {
    // Storage is full or forbidden: the conversation goes on for as long as the page does.
  }
}
