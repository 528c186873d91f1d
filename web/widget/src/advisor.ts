import { LitElement, html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import { Gateway } from "./gateway";
import { bagIcon, closeIcon, restIcon, sendIcon, talkIcon } from "./icons";
import { type Entry, Memory } from "./memory";
import { cartLines, consentForm, productCard, type Shown } from "./pieces";
import type { Card, Cart, ConsentAsked } from "./shapes";
import { styles } from "./styles";
import { Talk } from "./talk";
import { words } from "./words";

const LONGEST = 2_000;

/**
 * `<candor-advisor base="https://candor.example">`: a button that opens a conversation.
 *
 * Everything shown is text put there by Lit, which escapes it; nothing is ever read as HTML. When
 * the cart changes, in talk or by a button, the element sends a `candor:cart` event with the cart, so that the page can
 * count along.
 */
export class CandorAdvisor extends LitElement {
  static override styles = styles;
  static override properties = {
    base: {},
    anonymousId: { attribute: "anonymous-id" },
    language: {},
    heading: {},
    open: { type: Boolean, reflect: true },
    drawer: { state: true },
    pending: { state: true },
    added: { state: true },
  };

  declare base: string;
  declare anonymousId: string | null;
  declare language: string;
  declare heading: string;
  declare open: boolean;
  declare drawer: "cart" | "privacy" | null;
  declare pending: string | null;
  declare added: ReadonlySet<string>;

  private talk!: Talk;
  private ticking: ReturnType<typeof setInterval> | undefined;
  private entriesSeen = 0;
  private cartTold: Cart | null = null;

  constructor() {
    super();
    this.base = location.origin;
    this.anonymousId = null;
    this.language = document.documentElement.lang || "en";
    this.heading = words.heading;
    this.open = false;
    this.drawer = null;
    this.pending = null;
    this.added = new Set();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const base = this.base.replace(/\/+$/, "");
    this.talk = new Talk(
      new Gateway(base),
      new Memory(base),
      this.language,
      () => this.talkChanged(),
      this.anonymousId,
    );
    this.cartTold = this.talk.cart;
    window.addEventListener("online", this.awake);
    document.addEventListener("visibilitychange", this.awake);
    if (this.talk.wasOpen) {
      this.open = true;
      void this.talk.open();
    } else if (this.talk.cart) {
      void this.talk.lookAtCart();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.ticking);
    window.removeEventListener("online", this.awake);
    document.removeEventListener("visibilitychange", this.awake);
  }

  /** Open the conversation, as the button does. */
  async show(): Promise<void> {
    this.open = true;
    this.talk.note({ open: true });
    void this.talk.open();
    await this.updateComplete;
    this.field?.focus();
    this.toEnd();
  }

  /** Close it, and give the focus back to the button. */
  async hide(): Promise<void> {
    this.open = false;
    this.drawer = null;
    this.talk.note({ open: false });
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".launch")?.focus();
  }

  override render(): TemplateResult {
    return this.open ? this.panel() : this.launcher();
  }

  protected override updated(): void {
    const entries = this.talk.entries.length + (this.talk.mood.is === "thinking" ? 0.5 : 0);
    if (entries !== this.entriesSeen) {
      this.entriesSeen = entries;
      this.toEnd();
    }
  }

  private launcher(): TemplateResult {
    return html`<button class="launch" type="button" aria-haspopup="dialog" @click=${this.show}>
      ${talkIcon} <span>${words.launch}</span> ${this.count()}
    </button>`;
  }

  private panel(): TemplateResult {
    return html`<section
      class="panel" role="dialog" aria-labelledby="heading" @keydown=${this.keyPressed}
    >
      <header>
        <span class="mark">${talkIcon}</span>
        <div class="names"><h2 id="heading">${this.heading}</h2><p>${words.under}</p></div>
        <button class="round" type="button" aria-expanded=${this.drawer === "cart"} aria-controls="cart"
          @click=${() => this.toggle("cart")}>
          ${bagIcon}<span class="unseen">${words.cart}</span>${this.count()}
        </button>
        <button class="round close" type="button" aria-label=${words.close} @click=${this.hide}>
          ${closeIcon}
        </button>
      </header>
      ${this.cartDrawer()} ${this.privacyDrawer()}
      <div class="log" tabindex="0" role="log" aria-live="polite" aria-label=${words.log}>
        <ol>
          ${repeat(this.talk.entries, (entry) => entry.id, (entry) => this.entry(entry))}
          ${this.talk.mood.is === "thinking"
            ? html`<li><div class="bubble thinking"><i></i><i></i><i></i>
                <span class="unseen">${words.thinking}</span></div></li>`
            : nothing}
        </ol>
      </div>
      ${this.restingBar()}
      ${this.talk.trouble ? html`<p class="trouble" role="alert">${this.talk.trouble}</p>` : nothing}
      ${this.composer()}
    </section>`;
  }

  private entry(entry: Entry): TemplateResult {
    if (entry.who === "shopper") {
      const resting = this.talk.mood.is === "resting" && entry.state === "waiting";
      const fate = entry.state === "refused" ? words.refused : resting ? words.waiting : "";
      return html`<li class="shopper">
        <p class="bubble ${entry.state}"><span class="unseen">${words.you} </span>${entry.text}</p>
        ${fate ? html`<span class="fate">${fate}</span>` : nothing}
      </li>`;
    }
    return html`<li>${this.answer(entry)}</li>`;
  }

  private answer(entry: Entry & { who: "advisor" }): TemplateResult {
    const { answer, done } = entry;
    return html`
      ${answer.text
        ? html`<p class="bubble"><span class="unseen">${words.advisor} </span>${answer.text}</p>`
        : nothing}
      ${answer.products.length > 0
        ? html`<ul class="products">
            ${answer.products.map((card) => productCard(card, this.shown()))}
          </ul>`
        : nothing}
      ${answer.cart ? html`<div class="cart">${cartLines(answer.cart, this.shown(), null)}</div>` : nothing}
      ${answer.consent && this.talk.asks(entry) ? this.consentCard(entry.id, answer.consent) : nothing}
      ${answer.quick_replies.length > 0 && !done
        ? html`<div class="replies">
            ${answer.quick_replies.map(
              (reply) => html`<button class="reply" type="button"
                @click=${() => this.say(reply.payload, reply.title)}>${reply.title}</button>`,
            )}
          </div>`
        : nothing}
    `;
  }

  private cartDrawer(): TemplateResult {
    const cart = this.talk.cart;
    return html`<section class="drawer" id="cart" aria-label=${words.cart} ?hidden=${this.drawer !== "cart"}>
      ${cart && cart.lines.length > 0
        ? cartLines(cart, this.shown(), (line, by) => void this.talk.changeCart(line, by))
        : html`<p class="empty">${words.cartEmpty}</p>`}
    </section>`;
  }

  private privacyDrawer(): TemplateResult {
    const wording = this.talk.wording;
    return html`<section class="drawer" id="privacy" aria-label=${words.privacy}
      ?hidden=${this.drawer !== "privacy"}>
      ${wording && this.drawer === "privacy"
        ? consentForm(words.privacyNote, wording, this.talk.consent, (ticked) => {
            this.drawer = null;
            this.talk.changeConsent(wording, ticked);
            this.field?.focus();
          })
        : nothing}
    </section>`;
  }

  private restingBar(): TemplateResult {
    const mood = this.talk.mood;
    // The region is always there, so that screen readers notice when words come into it.
    return html`<div role="status">${mood.is === "resting"
      ? html`<div class="resting">${restIcon}
          <span>${mood.words || words.resting}
            <span class="next" aria-hidden="true">${this.nextTry(mood.retryAt)}</span></span>
          <button class="plain" type="button" @click=${() => this.talk.retry()}>${words.again}</button>
        </div>`
      : nothing}</div>`;
  }

  private composer(): TemplateResult {
    const over = this.talk.draft.length - LONGEST;
    const unready = over > 0 || !this.talk.draft.trim();
    return html`<form class="compose" @submit=${this.submitted}>
      <div class="field">
        <label class="unseen" for="message">${words.write}</label>
        <textarea id="message" rows="1" autocomplete="off" enterkeyhint="send"
          placeholder=${words.placeholder} .value=${this.talk.draft}
          aria-invalid=${over > 0} aria-describedby="over"
          @input=${this.typed} @keydown=${this.enterPressed}></textarea>
        <p class="over" id="over" role="status" ?hidden=${over <= 0}>
          ${over > 0 ? words.tooLong(over) : ""}
        </p>
      </div>
      <button class="send" type="submit" aria-label=${words.send} aria-disabled=${unready}>
        ${sendIcon}
      </button>
    </form>
    <div class="below">
      <button type="button" aria-expanded=${this.drawer === "privacy"} aria-controls="privacy"
        @click=${() => this.toggle("privacy")}>${words.privacy}</button>
    </div>`;
  }

  private count(): TemplateResult | typeof nothing {
    const items = (this.talk.cart?.lines ?? []).reduce((sum, line) => sum + line.quantity, 0);
    return items > 0
      ? html`<span class="count"><span aria-hidden="true">${items}</span>
          <span class="unseen">${words.items(items)}</span></span>`
      : nothing;
  }

  private shown(): Shown {
    return {
      base: this.base,
      language: this.language,
      pending: this.pending,
      added: this.added,
      add: (card) => void this.addToCart(card),
      clicked: (card) => this.talk.clicked(card.product_id),
    };
  }

  private toggle(drawer: "cart" | "privacy"): void {
    this.drawer = this.drawer === drawer ? null : drawer;
  }

  private say(text: string, shown?: string): void {
    this.talk.say(text, shown);
    this.field?.focus();
  }

  private consentCard(entryId: string, asked: ConsentAsked): TemplateResult {
    return consentForm(words.consent, asked, {}, (ticked) => {
      this.talk.answerConsent(entryId, asked, ticked);
      this.field?.focus();
    });
  }

  private async addToCart(card: Card): Promise<void> {
    if (this.pending) {
      return;
    }
    this.pending = card.sku || card.product_id;
    if (await this.talk.changeCart(card, 1)) {
      this.added = new Set([...this.added, this.pending]);
    }
    this.pending = null;
  }

  private readonly awake = (): void => {
    if (document.visibilityState === "visible" && this.open && this.talk.mood.is === "resting") {
      this.talk.retry();
    }
  };

  private talkChanged(): void {
    this.requestUpdate();
    const detail = this.talk.cart;
    if (detail !== this.cartTold) {
      this.cartTold = detail;
      this.dispatchEvent(new CustomEvent("candor:cart", { detail, bubbles: true, composed: true }));
    }
    clearInterval(this.ticking);
    const mood = this.talk.mood;
    if (mood.is === "resting" && mood.retryAt !== null) {
      this.ticking = setInterval(() => this.requestUpdate(), 1_000);
    }
  }

  private nextTry(at: number | null): string {
    return at === null ? "" : words.retryIn(Math.max(0, Math.ceil((at - Date.now()) / 1_000)));
  }

  private readonly typed = (event: InputEvent): void => {
    this.talk.note({ draft: (event.target as HTMLTextAreaElement).value });
    this.requestUpdate();
  };

  private readonly enterPressed = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      this.submitted(event);
    }
  };

  private readonly submitted = (event: Event): void => {
    event.preventDefault();
    // Buttons speak to the bot in a form that begins with a slash; what is typed never does.
    const text = this.talk.draft.trim().replace(/^\/+/, "");
    if (text && text.length <= LONGEST) {
      this.talk.note({ draft: "" });
      this.say(text);
    }
  };

  private readonly keyPressed = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.stopPropagation();
      if (this.drawer) {
        this.toggle(this.drawer);
      } else {
        void this.hide();
      }
    } else if (event.key === "Tab" && this.fillsTheScreen()) {
      this.keepFocus(event);
    }
  };

  /** On a small screen the panel covers the page: the focus stays with what can be seen. */
  private keepFocus(event: KeyboardEvent): void {
    const reachable = [
      ...this.renderRoot.querySelectorAll<HTMLElement>("button, a[href], textarea, input, [tabindex='0']"),
    ].filter((element) => element.checkVisibility?.() ?? true);
    const [first, last] = [reachable[0], reachable.at(-1)];
    const active = this.shadowRoot?.activeElement;
    if (!event.shiftKey && active === last) {
      event.preventDefault();
      first?.focus();
    } else if (event.shiftKey && active === first) {
      event.preventDefault();
      last?.focus();
    }
  }

  private fillsTheScreen(): boolean {
    return matchMedia("(max-width: 480px), (max-height: 480px)").matches;
  }

  private get field(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector("textarea");
  }

  /** Show the end of the log; where an answer is long, its beginning. */
  private toEnd(): void {
    const log = this.renderRoot.querySelector(".log");
    if (!log) {
      return;
    }
    const said = [...log.querySelectorAll<HTMLElement>("li.shopper")].at(-1);
    const end = log.scrollHeight - log.clientHeight;
    const question = said ? said.offsetTop - log.clientTop - 12 : end;
    log.scrollTop = Math.min(end, Math.max(0, question));
  }
}
