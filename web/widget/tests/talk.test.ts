import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Gateway } from "../src/gateway";
import { Memory } from "../src/memory";
import { Talk, consentMessage } from "../src/talk";
import { ASKED, CART, CREAM, RESTING, ScriptedGateway, begun, turn } from "./scripted";

let server: ScriptedGateway;

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  localStorage.clear();
  server = new ScriptedGateway().answers("conversations", begun()).answers("cart", { cart: null });
});

afterEach(() => vi.useRealTimers());

const page = (anonymousId: string | null = null) =>
  new Talk(
    new Gateway("https://candor.test", server.fetch),
    new Memory("https://candor.test"),
    "en",
    () => undefined,
    anonymousId,
  );

const settled = () => vi.advanceTimersByTimeAsync(0);

const shown = (talk: Talk) =>
  talk.entries.map((entry) => (entry.who === "shopper" ? `> ${entry.text}` : entry.answer.text));

describe("a conversation", () => {
  it("opens with the greeting, once", async () => {
    const talk = page();
    await talk.open();
    await talk.open();

    expect(shown(talk)).toEqual(["Hello!"]);
  });

  it("shows the words of a button and sends its payload", async () => {
    server.answers("messages", turn({ text: "Gladly." }));
    const talk = page();
    talk.say("/affirm", "Yes");
    await settled();

    expect(shown(talk)).toEqual(["Hello!", "> Yes", "Gladly."]);
    expect(server.said).toEqual(["/affirm"]);
  });

  it("sends in the order of writing, and puts each answer below its message", async () => {
    server.answers("messages", turn({ text: "to one" }), turn({ text: "to two" }));
    const talk = page();
    talk.say("one");
    talk.say("two");
    await settled();

    expect(server.said).toEqual(["one", "two"]);
    expect(shown(talk)).toEqual(["Hello!", "> one", "to one", "> two", "to two"]);
  });

  it("goes on after a change of page", async () => {
    server.answers("messages", turn({ text: "Gladly." }));
    const before = page();
    before.say("hi");
    before.note({ draft: "half a sen", open: true });
    await settled();

    const after = page();
    expect(shown(after)).toEqual(["Hello!", "> hi", "Gladly."]);
    expect([after.draft, after.wasOpen]).toEqual(["half a sen", true]);
    after.say("again");
    await settled();
    expect(server.received.filter(({ path }) => path === "conversations")).toHaveLength(1);
  });

  it("begins anew under the name the shop gives, and shows nobody another's words", async () => {
    server.answers("messages", turn({ text: "Gladly." }));
    page("anon-1").say("my secret");
    await settled();

    const other = page("anon-2");
    expect(shown(other)).toEqual([]);
    await other.open();
    expect(server.received.at(-2)?.body["anonymous_id"]).toBe("anon-2");
  });
});

describe("when the advisor rests", () => {
  it.each([
    ["it says so", RESTING],
    ["the server fails", 503],
    ["the line is down", new TypeError("offline")],
  ])("a message is kept and goes again by itself with the same id: %s", async (_, trouble) => {
    server.answers("messages", trouble, turn({ text: "Back." }));
    const talk = page();
    talk.say("dry cheeks");
    await settled();
    expect(talk.mood.is).toBe("resting");
    expect(shown(talk)).toEqual(["Hello!", "> dry cheeks"]);

    await vi.advanceTimersByTimeAsync(2_000);
    expect(talk.mood.is).toBe("ready");
    expect(shown(talk)).toEqual(["Hello!", "> dry cheeks", "Back."]);
    const ids = server.received.filter(({ path }) => path === "messages");
    expect(new Set(ids.map(({ body }) => body["message_id"])).size).toBe(1);
  });

  it("waits longer each time, and stops after a limit until it is asked", async () => {
    server.answers("messages", 503);
    const talk = page();
    talk.say("hello?");
    await vi.advanceTimersByTimeAsync(2_000 + 4_000 + 8_000);
    expect(server.said).toHaveLength(4);

    await vi.advanceTimersByTimeAsync(24 * 3_600_000);
    const tries = server.said.length;
    expect(tries).toBeLessThan(25);
    expect(talk.mood).toMatchObject({ is: "resting", retryAt: null });

    talk.retry();
    await settled();
    expect(server.said).toHaveLength(tries + 1);
  });

  it("waits as long as it is told to", async () => {
    server.answers("messages", 429, turn({ text: "Now." }));
    const talk = page();
    talk.say("quick");
    await vi.advanceTimersByTimeAsync(6_900);
    expect(server.said).toHaveLength(1);

    await vi.advanceTimersByTimeAsync(200);
    expect(shown(talk)).toContain("Now.");
  });

  it("sends what was kept from the next page", async () => {
    server.answers("messages", 503, turn({ text: "Back." }));
    page().say("kept");
    await settled();
    vi.clearAllTimers();

    const next = page();
    await next.open();
    await settled();
    expect(shown(next)).toEqual(["Hello!", "> kept", "Back."]);
  });

  it("begins a new conversation where the old one is over, and says it there", async () => {
    server.answers("messages", 401, turn({ text: "Heard." }));
    const talk = page();
    talk.say("still there?");
    await settled();

    expect(shown(talk)).toEqual(["Hello!", "> still there?", "Heard."]);
    expect(server.received.filter(({ path }) => path === "conversations")).toHaveLength(2);
  });

  it("shows no cart of before where a new conversation finds none", async () => {
    server = new ScriptedGateway()
      .answers("conversations", begun())
      .answers("cart", { cart: CART }, { cart: null })
      .answers("messages", 401, turn({ text: "Heard." }));
    const talk = page();
    await talk.open();
    expect(talk.cart?.total).toBe("76.00");

    talk.say("forget me was a moment ago");
    await settled();
    expect(talk.cart).toBeNull();
  });

  it("lets go of a message that is refused for good, and goes on", async () => {
    server.answers("messages", 422, turn({ text: "This one is fine." }));
    const talk = page();
    talk.say("refused");
    talk.say("fine");
    await settled();

    expect(talk.entries[1]).toMatchObject({ text: "refused", state: "refused" });
    expect(shown(talk)).toContain("This one is fine.");
  });
});

describe("consent", () => {
  it("is one message: what is ticked, or a no to all", () => {
    expect(consentMessage(ASKED, ["advice", "ads_google"])).toBe(
      '/affirm{"purposes":"advice,ads_google"}',
    );
    expect(consentMessage(ASKED, [])).toBe('/deny{"purposes":"advice,ads_meta,ads_google"}');
  });

  it("is withdrawn for what is no longer ticked, and for nothing else", async () => {
    const granted = { advice: "granted", ads_meta: "granted", ads_google: "declined" };
    server.answers("messages", { ...turn({ text: "ok" }), consent: granted });
    const talk = page();
    talk.say("hi");
    await settled();

    talk.changeConsent(ASKED, ["advice"]);
    await settled();
    expect(server.said.slice(1)).toEqual(['/privacy_request{"withdraw":"ads_meta"}']);
  });

  it("hides the buttons that double the card, and keeps the card until it is answered", async () => {
    const buttons = [{ title: "Yes, to all", payload: '/affirm{"purposes":"advice"}' }];
    server.answers(
      "messages",
      turn({ text: "May I?", quick_replies: buttons }, { consent: ASKED }),
      turn({ text: "Sure." }),
    );
    const talk = page();
    talk.say("dry");
    talk.say("what is it for?");
    await settled();

    const [question, card] = talk.entries.filter((entry) => entry.who === "advisor").slice(1);
    expect(question?.answer.quick_replies).toEqual([]);
    expect(card && talk.asks(card)).toBe(true);

    talk.answerConsent(card?.id ?? "", ASKED, ["advice"]);
    const answered = talk.entries.find((entry) => entry.id === card?.id);
    expect(answered?.who === "advisor" && talk.asks(answered)).toBe(false);
  });

  it("is what it takes to remember a visitor beyond the visit", async () => {
    server.answers("messages", turn({ text: "1" }), {
      ...turn({ text: "2" }),
      consent: { advice: "granted" },
    });
    const talk = page();
    talk.say("one");
    await settled();
    expect(localStorage).toHaveLength(0);

    talk.say("two");
    await settled();
    expect(localStorage).toHaveLength(1);
    sessionStorage.clear();
    await page().open();
    expect(server.received.at(-2)?.body["anonymous_id"]).toBe("anon-1");
  });

  it("takes the lasting name with it when it is withdrawn", async () => {
    server.answers(
      "messages",
      { ...turn({ text: "1" }), consent: { advice: "granted" } },
      { ...turn({ text: "2" }), consent: { advice: "declined" } },
    );
    const talk = page();
    talk.say("yes");
    await settled();
    expect(localStorage).toHaveLength(1);

    talk.say("no");
    await settled();
    expect(localStorage).toHaveLength(0);
  });
});

describe("the cart", () => {
  it("is changed by an exact product and shown as it then is", async () => {
    server = new ScriptedGateway()
      .answers("conversations", begun())
      .answers("cart", { cart: CART });
    const talk = page();

    expect(await talk.changeCart(CREAM, 2)).toBe(true);
    expect(talk.cart?.total).toBe("76.00");
    expect(server.received.at(-1)?.body).toMatchObject({
      product_id: "cream",
      sku: "CREAM-50",
      quantity: 2,
    });
  });

  it("says in the shop's words why something cannot be bought", async () => {
    server = new ScriptedGateway().answers("conversations", begun()).answers("cart", 409);
    const talk = page();

    expect(await talk.changeCart(CREAM, 1)).toBe(false);
    expect(talk.trouble).toBe("no: 409");
  });
});
