import { html, nothing, type TemplateResult } from "lit";

import { bagIcon, checkIcon, minusIcon, plusIcon } from "./icons";
import { safeLink } from "./links";
import { money } from "./money";
import type { Card, Cart, CartLine, ConsentAsked, Consents } from "./shapes";
import { words } from "./words";

/** What the pieces of an answer need to know, and what can be done with them. */
export interface Shown {
  base: string;
  language: string;
  pending: string | null;
  added: ReadonlySet<string>;
  add: (card: Card) => void;
  clicked: (card: Card) => void;
}

/** One product as advice: what it is, why it fits, and the way into the cart. */
export function productCard(card: Card, shown: Shown): TemplateResult {
  const link = safeLink(card.url, shown.base);
  const image = safeLink(card.image, shown.base);
  return html`<li><article class="card" aria-label=${card.title}>
    <figure>${image ? html`<img src=${image} alt="" loading="lazy" decoding="async" />` : nothing}</figure>
    <div class="first">
      <h3>
        ${link
          ? html`<a href=${link} @click=${() => shown.clicked(card)}>${card.title}</a>`
          : card.title}
      </h3>
      <p class="price">${money(card.price, card.currency, shown.language)}</p>
    </div>
    ${card.reasons.length > 0
      ? html`<ul class="reasons">
          ${card.reasons.map(
            (reason) => html`<li>${checkIcon}<span>
              <span class="because">${words.because} ${reason.because}:</span> ${reason.fact}</span></li>`,
          )}
        </ul>`
      : nothing}
    ${addButton(card, shown)}
  </article></li>`;
}

function addButton(card: Card, shown: Shown): TemplateResult {
  const key = card.sku || card.product_id;
  const pending = shown.pending === key;
  const added = shown.added.has(key);
  const label = pending ? words.adding : added ? words.added : words.add;
  return html`<button class="solid on-accent" type="button" aria-disabled=${pending || added}
    @click=${() => (pending || added ? undefined : shown.add(card))}>
    ${added ? checkIcon : bagIcon}<span>${label}<span class="unseen">: ${card.title}</span></span>
  </button>`;
}

/** The lines of a cart with its sum and its checkout; `change` gives each line its stepper. */
export function cartLines(
  cart: Cart,
  shown: Shown,
  change: ((line: CartLine, by: number) => void) | null,
): TemplateResult {
  const checkout = safeLink(cart.checkout_url, shown.base);
  const price = (amount: string) => money(amount, cart.currency, shown.language);
  return html`<ul>
      ${cart.lines.map(
        (line) => html`<li class="line">
          <span class="title">${line.title}
            ${change ? nothing : html`<span class="times">× ${line.quantity}</span>`}</span>
          ${change ? stepper(line, change) : nothing}
          <span class="amount">${price(line.total)}</span>
        </li>`,
      )}
    </ul>
    <p class="sum"><span>${words.total}</span><span>${price(cart.total)}</span></p>
    ${checkout && cart.lines.length > 0
      ? html`<a class="solid on-accent" href=${checkout}>${words.checkout}</a>`
      : nothing}`;
}

function stepper(line: CartLine, change: (line: CartLine, by: number) => void): TemplateResult {
  return html`<span class="stepper">
    <button type="button" aria-label=${words.fewer(line.title)} @click=${() => change(line, -1)}>
      ${minusIcon}
    </button>
    <span>${line.quantity}</span>
    <button type="button" aria-label=${words.more(line.title)} @click=${() => change(line, 1)}>
      ${plusIcon}
    </button>
  </span>`;
}

/**
 * The question of consent: one box for each purpose, and two equal ways to answer. Only what the
 * shopper agreed to before, as `state` has it, stands ticked.
 */
export function consentForm(
  legend: string,
  asked: ConsentAsked,
  state: Consents,
  answered: (ticked: string[]) => void,
): TemplateResult {
  const submitted = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const boxes = [...form.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
    answered(boxes.filter((box) => box.checked).map((box) => box.name));
  };
  return html`<form class="asked" lang=${asked.language} @submit=${submitted}>
    <fieldset>
      <legend>${legend}</legend>
      ${asked.purposes.map(
        (purpose) => html`<label class="purpose">
          <input type="checkbox" name=${purpose} .checked=${state[purpose] === "granted"} />
          <strong>${asked.titles[purpose] ?? purpose}</strong>
          <span class="wording">${asked.wording[purpose] ?? ""}</span>
        </label>`,
      )}
    </fieldset>
    <div class="choices">
      <button type="button" @click=${() => answered([])}>${words.consentNone}</button>
      <button type="submit">${words.consentSave}</button>
    </div>
  </form>`;
}
