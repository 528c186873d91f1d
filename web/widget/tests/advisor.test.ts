import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { CandorAdvisor } from "../src/advisor";
import { safeLink } from "../src/links";
import { money } from "../src/money";
import { ASKED, CART, CREAM, ScriptedGateway, begun, turn } from "./scripted";

customElements.define("candor-advisor", CandorAdvisor);

let server: ScriptedGateway;

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  server = new ScriptedGateway().answers("conversations", begun()).answers("cart", { cart: null });
  vi.stubGlobal("fetch", server.fetch);
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

async function opened(): Promise<CandorAdvisor> {
  const advisor = document.createElement("candor-advisor") as CandorAdvisor;
  advisor.setAttribute("base", "https://candor.test");
  document.body.append(advisor);
  await advisor.updateComplete;
  await advisor.show();
  return advisor;
}

const find = <T extends Element>(advisor: CandorAdvisor, selector: string): T | null =>
  advisor.shadowRoot?.querySelector<T>(selector) ?? null;

function say(advisor: CandorAdvisor, text: string): void {
  const field = find<HTMLTextAreaElement>(advisor, "textarea");
  if (field) {
    field.value = text;
    field.dispatchEvent(new Event("input"));
    find(advisor, "form.compose")?.dispatchEvent(new Event("submit", { cancelable: true }));
  }
}

it("is a closed button first, and a labelled dialog with a live log when opened", async () => {
  const advisor = await opened();

  expect(find(advisor, "[role=dialog]")?.getAttribute("aria-labelledby")).toBe("heading");
  expect(find(advisor, "[role=log]")?.getAttribute("aria-live")).toBe("polite");
  await advisor.hide();
  expect(find(advisor, "[role=dialog]")).toBeNull();
  expect(find(advisor, ".launch")).not.toBeNull();
});

it("shows words as words, whatever they look like", async () => {
  const nasty = "<img src=x onerror=alert(1)>";
  server.answers("messages", turn({ text: nasty, products: [{ ...CREAM, title: nasty }] }));
  const advisor = await opened();
  say(advisor, nasty);

  await vi.waitFor(() => expect(find(advisor, ".card")).not.toBeNull());
  expect(find(advisor, "[onerror]")).toBeNull();
  expect(advisor.shadowRoot?.textContent).toContain(nasty);
});

it("gives each product its price, its reasons and its button", async () => {
  server.answers("messages", turn({ products: [CREAM] }));
  const advisor = await opened();
  say(advisor, "dry");

  await vi.waitFor(() => expect(find(advisor, ".card")).not.toBeNull());
  const card = find(advisor, ".card");
  expect(card?.textContent).toContain("$38.00");
  expect(card?.textContent?.replace(/\s+/g, " ")).toContain(
    "Because you mentioned dry cheeks: contains Ceramide NP",
  );
  expect(find(advisor, ".card button")?.textContent).toContain("Add to cart");
  expect(find<HTMLAnchorElement>(advisor, ".card a")?.href).toBe(
    "https://candor.test/shop/products/cream",
  );
});

it("asks for consent with nothing ticked, in the server's wording", async () => {
  server.answers("messages", turn({ consent: ASKED }));
  const advisor = await opened();
  say(advisor, "dry");

  await vi.waitFor(() => expect(find(advisor, ".asked")).not.toBeNull());
  const boxes = [...(advisor.shadowRoot?.querySelectorAll<HTMLInputElement>("input") ?? [])];
  expect(boxes.map((box) => box.checked)).toEqual([false, false, false]);
  expect(find(advisor, ".asked")?.textContent).toContain("The wording.");
});

it("tells the page when the advisor changed the cart", async () => {
  const told: unknown[] = [];
  document.addEventListener("candor:cart", (event) => told.push((event as CustomEvent).detail), {
    once: true,
  });
  server.answers("messages", turn({ cart: CART }));
  const advisor = await opened();
  say(advisor, "add the first one");

  await vi.waitFor(() => expect(told).toEqual([CART]));
});

it("does not send an empty message, nor one that is too long", async () => {
  const advisor = await opened();
  say(advisor, "   ");
  say(advisor, "x".repeat(2_001));
  await advisor.updateComplete;

  expect(server.said).toEqual([]);
  expect(find(advisor, ".over")?.textContent).toContain("1 characters too many");
});

it("takes what is typed for words, even where it looks like a button's message", async () => {
  server.answers("messages", turn({ text: "Pardon?" }));
  const advisor = await opened();
  say(advisor, "/restart");

  await vi.waitFor(() => expect(server.said).toEqual(["restart"]));
});

it.each([
  ["/shop/x", "https://candor.test/shop/x"],
  ["https://shop.test/x", "https://shop.test/x"],
  ["javascript:alert(1)", null],
  ["data:text/html,x", null],
  ["", null],
])("takes %s for the link %s", (url, link) => {
  expect(safeLink(url, "https://candor.test")).toBe(link);
});

it.each([
  ["38.00", "USD", "$38.00"],
  ["38", "EUR", "€38.00"],
  ["38.00", "not a currency", "38.00 not a currency"],
  ["much", "USD", "much"],
])("writes %s %s as %s", (amount, currency, written) => {
  expect(money(amount, currency, "en-US")).toBe(written);
});
