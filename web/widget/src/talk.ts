import { ConversationOver, type Gateway, Refused, TryLater } from "./gateway";
import { type Entry, type Memory, NOTHING_YET, type Remembered } from "./memory";
import type { Answer, Card, Cart, ConsentAsked, Consents, Turn } from "./shapes";
import { words } from "./words";

/** Waits between attempts, in ms; the last one repeats until `ATTEMPTS` are used up. */
const BACK_OFF = [2_000, 4_000, 8_000, 15_000, 30_000, 60_000];
const ATTEMPTS = 20;

/** What the advisor is doing: ready, thinking, or away until `retryAt` (null: until asked again). */
export type Mood =
  | { is: "ready" }
  | { is: "thinking" }
  | { is: "resting"; words: string; retryAt: number | null };

/**
 * The conversation without its looks: what was said, what is on its way, and the cart.
 *
 * A message stays in the outbox until the advisor has heard it, and goes out again with the same id
 * as often as it takes; messages leave in the order they were written.
 */
export class Talk {
  mood: Mood = { is: "ready" };
  trouble = "";
  private state: Remembered;
  private attempts = 0;
  private busy = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly gateway: Gateway,
    private readonly memory: Memory,
    private readonly language: string,
    private readonly changed: () => void,
    anonymousId: string | null = null,
  ) {
    this.state = memory.recall();
    if (anonymousId && anonymousId !== this.state.anonymousId) {
      // The shop knows this visitor by another name, perhaps somebody else at the same screen.
      this.state = { ...NOTHING_YET, anonymousId, open: this.state.open };
    }
  }

  get entries(): readonly Entry[] {
    return this.state.entries;
  }

  get consent(): Consents {
    return this.state.consent;
  }

  get wording(): ConsentAsked | null {
    return this.state.wording;
  }

  get cart(): Cart | null {
    return this.state.cart;
  }

  get draft(): string {
    return this.state.draft;
  }

  get wasOpen(): boolean {
    return this.state.open;
  }

  /** Note what is being typed, and whether the panel is open, for the next page. */
  note(part: Partial<Pick<Remembered, "draft" | "open">>): void {
    this.state = { ...this.state, ...part };
    this.memory.keep(this.state);
  }

  /** Begin where nothing has begun, send what waits, and look at the cart. */
  async open(): Promise<void> {
    if (this.state.outbox.length > 0) {
      this.retry();
      return;
    }
    try {
      await this.conversation();
    } catch {
      if (this.entries.length === 0) {
        this.rest("", null, true);
      }
      return;
    }
    await this.lookAtCart();
  }

  /** Say `text`; the log shows `shown`, such as the title of a button. */
  say(text: string, shown: string = text): void {
    const id = newId();
    this.closeQuestions();
    this.set({
      entries: [...this.state.entries, { who: "shopper", id, text: shown, state: "waiting" }],
      outbox: [...this.state.outbox, { id, text }],
    });
    void this.deliver();
  }

  /** Answer a card of consent: `ticked` is agreed to. */
  answerConsent(entryId: string, asked: ConsentAsked, ticked: readonly string[]): void {
    this.state = {
      ...this.state,
      entries: this.state.entries.map((entry) =>
        entry.who === "advisor" && entry.id === entryId ? { ...entry, answered: true } : entry,
      ),
    };
    this.say(consentMessage(asked, ticked), words.consentSaid(titlesOf(asked, ticked)));
  }

  /** Change what stands on record: newly ticked is agreed to, what was agreed and is not is over. */
  changeConsent(asked: ConsentAsked, ticked: readonly string[]): void {
    const had = asked.purposes.filter((purpose) => this.consent[purpose] === "granted");
    const ended = had.filter((purpose) => !ticked.includes(purpose));
    const begun = ticked.filter((purpose) => !had.includes(purpose));
    if (begun.length > 0) {
      this.say(consentMessage(asked, begun), words.consentSaid(titlesOf(asked, begun)));
    }
    if (ended.length > 0) {
      const withdraw = `/privacy_request${JSON.stringify({ withdraw: ended.join(",") })}`;
      this.say(withdraw, words.consentEnded(titlesOf(asked, ended)));
    }
  }

  /** Whether a card of consent still asks something: not answered here, nor in words. */
  asks(entry: Entry & { who: "advisor" }): boolean {
    const asked = entry.answer.consent;
    const was = asked?.state ?? {};
    return (
      asked !== null &&
      !entry.answered &&
      asked.purposes.some(
        (purpose) => (this.consent[purpose] ?? "not_asked") === (was[purpose] ?? "not_asked"),
      )
    );
  }

  /** Try again now: asked for, back online, or back from sleep. */
  retry(): void {
    clearTimeout(this.timer);
    this.attempts = 0;
    if (this.state.outbox.length > 0) {
      void this.deliver();
    } else if (this.mood.is === "resting") {
      this.setMood({ is: "ready" });
      void this.open();
    }
  }

  /** Change the cart by `quantity`; the answer is whether it worked. */
  async changeCart(product: Pick<Card, "product_id" | "sku">, quantity: number): Promise<boolean> {
    const change = { product_id: product.product_id, sku: product.sku, quantity };
    const messageId = newId();
    this.trouble = "";
    try {
      const cart = await this.again(async () =>
        this.gateway.changeCart(await this.conversation(), messageId, change),
      );
      this.set({ cart });
      return true;
    } catch (error) {
      this.trouble =
        error instanceof Refused && error.message
          ? error.message
          : "The cart could not be changed just now. Please try again.";
      this.changed();
      return false;
    }
  }

  /** See what is in the cart now: the shop's own pages change it too. */
  async lookAtCart(): Promise<void> {
    try {
      this.set({ cart: await this.gateway.cart(await this.conversation()) });
    } catch (error) {
      // A cart that cannot be seen just now stays as it was seen last.
      if (error instanceof ConversationOver) {
        this.set({ conversation: null, cart: null });
      }
    }
  }

  /** Take note that a product was opened; a note that gets lost harms nobody. */
  clicked(productId: string): void {
    const conversation = this.state.conversation;
    if (conversation) {
      this.gateway.clicked(conversation, productId).catch(() => undefined);
    }
  }

  private async deliver(): Promise<void> {
    if (this.busy) {
      return;
    }
    this.busy = true;
    try {
      for (let next = this.state.outbox[0]; next; next = this.state.outbox[0]) {
        const { id, text } = next;
        this.setMood({ is: "thinking" });
        const turn = await this.again(async () =>
          this.gateway.say(await this.conversation(), id, text),
        );
        if (turn.resting) {
          this.rest(turn.answers[0]?.text ?? "", null);
          return;
        }
        this.attempts = 0;
        this.hear(id, turn);
      }
      this.setMood({ is: "ready" });
    } catch (error) {
      this.failed(error);
    } finally {
      this.busy = false;
    }
  }

  private failed(error: unknown): void {
    const refused = this.state.outbox[0];
    if (error instanceof Refused && refused) {
      this.leave(refused.id, "refused");
      this.busy = false;
      this.setMood({ is: "ready" });
      void this.deliver();
      return;
    }
    this.rest("", error instanceof TryLater ? error.waitMs : null);
  }

  private hear(id: string, turn: Turn): void {
    this.leave(id, "sent");
    const heard: Entry[] = withoutDoubles(turn.answers).map((answer) => ({ who: "advisor", id: newId(), answer }));
    const cart = turn.answers.findLast((answer) => answer.cart)?.cart;
    // Answers stand below the message they answer, above what was typed meanwhile.
    const waiting = this.state.entries.findIndex(isWaiting);
    const place = waiting < 0 ? this.state.entries.length : waiting;
    this.set({
      entries: this.state.entries.toSpliced(place, 0, ...heard),
      consent: turn.consent,
      ...(cart ? { cart } : {}),
    });
  }

  /** Do it, and once more in a new conversation where this one turned out to be over. */
  private async again<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConversationOver)) {
        throw error;
      }
      // It may be over because the shopper was forgotten, and the cart with them.
      this.set({ conversation: null, cart: null });
      const done = await work();
      void this.lookAtCart();
      return done;
    }
  }

  private async conversation(): Promise<string> {
    if (this.state.conversation) {
      return this.state.conversation;
    }
    const begun = await this.gateway.begin(this.state.anonymousId, this.language);
    const first = this.state.entries.every((entry) => entry.who === "shopper");
    const greeting: Entry[] = begun.greeting.map((answer) => ({
      who: "advisor",
      id: newId(),
      answer,
    }));
    this.set({
      conversation: begun.conversation,
      anonymousId: begun.anonymous_id,
      consent: begun.consent,
      wording: begun.wording,
      ...(first ? { entries: [...greeting, ...this.state.entries] } : {}),
    });
    return begun.conversation;
  }

  private rest(words: string, waitMs: number | null, quietly = false): void {
    const wait = waitMs ?? BACK_OFF[Math.min(this.attempts, BACK_OFF.length - 1)] ?? 0;
    this.attempts += 1;
    clearTimeout(this.timer);
    const goesOn = this.attempts <= ATTEMPTS;
    if (goesOn) {
      this.timer = setTimeout(() => {
        if (quietly) {
          this.setMood({ is: "ready" });
          void this.open();
        } else {
          void this.deliver();
        }
      }, wait);
    }
    this.setMood({ is: "resting", words, retryAt: goesOn ? Date.now() + wait : null });
  }

  private leave(id: string, state: "sent" | "refused"): void {
    this.set({
      outbox: this.state.outbox.filter((waiting) => waiting.id !== id),
      entries: this.state.entries.map((entry) =>
        entry.who === "shopper" && entry.id === id ? { ...entry, state } : entry,
      ),
    });
  }

  /** Buttons belong to the last question; a later message answers it. */
  private closeQuestions(): void {
    this.state = {
      ...this.state,
      entries: this.state.entries.map((entry) =>
        entry.who === "advisor" ? { ...entry, done: true } : entry,
      ),
    };
  }

  private setMood(mood: Mood): void {
    this.mood = mood;
    this.changed();
  }

  private set(part: Partial<Remembered>): void {
    this.state = { ...this.state, ...part };
    this.memory.keep(this.state);
    this.changed();
  }
}

/**
 * The message that answers the question of consent. What was asked and is not ticked is declined:
 * the advisor takes it so itself, hence a yes is one message.
 */
export function consentMessage(asked: ConsentAsked, ticked: readonly string[]): string {
  return ticked.length > 0
    ? `/affirm${JSON.stringify({ purposes: ticked.join(",") })}`
    : `/deny${JSON.stringify({ purposes: asked.purposes.join(",") })}`;
}

/**
 * A question of consent comes as buttons for those who see only text, and as a card: where there is
 * a card, which parts the purposes, its buttons would only be in the way.
 */
function withoutDoubles(answers: readonly Answer[]): Answer[] {
  if (!answers.some((answer) => answer.consent)) {
    return [...answers];
  }
  return answers.map((answer) => ({
    ...answer,
    quick_replies: answer.quick_replies.filter((reply) => !reply.payload.includes('"purposes"')),
  }));
}

function isWaiting(entry: Entry): boolean {
  return entry.who === "shopper" && entry.state === "waiting";
}

function titlesOf(asked: ConsentAsked, purposes: readonly string[]): string[] {
  return purposes.map((purpose) => asked.titles[purpose] ?? purpose);
}

/** A new id; `randomUUID` is missing on pages without HTTPS. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
