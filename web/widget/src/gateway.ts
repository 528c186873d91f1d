import type { Begun, Cart, Turn } from "./shapes";

/** The gateway answers within 10 s; a little more is left for the way. */
const PATIENCE_MS = 13_000;

/** The conversation's token is no longer good: begin a new conversation and say it there. */
export class ConversationOver extends Error {}

/** The gateway cannot answer now: send the same again after `waitMs`, where it said how long. */
export class TryLater extends Error {
  constructor(readonly waitMs: number | null) {
    super("try later");
  }
}

/** The gateway will never take this; `message` is its own words. */
export class Refused extends Error {}

/** The HTTP endpoints of the chat gateway, one function each. */
export class Gateway {
  constructor(
    private readonly base: string,
    private readonly send: typeof fetch = (...call) => fetch(...call),
  ) {}

  begin(anonymousId: string | null, language: string): Promise<Begun> {
    const asked = { context: { language }, ...(anonymousId ? { anonymous_id: anonymousId } : {}) };
    return this.post("conversations", asked);
  }

  say(conversation: string, messageId: string, text: string): Promise<Turn> {
    return this.post("messages", { conversation, message_id: messageId, text });
  }

  async clicked(conversation: string, productId: string): Promise<void> {
    // The page may be on its way to the product: keepalive lets the note arrive all the same.
    await this.post("clicks", { conversation, product_id: productId }, true);
  }

  async changeCart(
    conversation: string,
    messageId: string,
    change: { product_id: string; sku: string; quantity: number },
  ): Promise<Cart | null> {
    const answer = await this.post<{ cart: Cart | null }>("cart", {
      conversation,
      message_id: messageId,
      ...change,
    });
    return answer.cart;
  }

  async cart(conversation: string): Promise<Cart | null> {
    const answer = await this.call<{ cart: Cart | null }>("cart", {
      headers: { authorization: `Bearer ${conversation}` },
    });
    return answer.cart;
  }

  private post<T>(path: string, body: object, keepalive = false): Promise<T> {
    return this.call(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      keepalive,
    });
  }

  private async call<T>(path: string, init: RequestInit): Promise<T> {
    let response: Response;
    try {
      response = await this.send(`${this.base}/chat/${path}`, {
        ...init,
        credentials: "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (response.ok) {
        return (await response.json()) as T;
      }
    } catch {
      throw new TryLater(null);
    }
    throw await refusal(response);
  }
}

async function refusal(response: Response): Promise<Error> {
  if (response.status === 401) {
    return new ConversationOver();
  }
  if (response.status === 429 || response.status >= 500) {
    const seconds = Number(response.headers.get("retry-after"));
    return new TryLater(seconds > 0 ? seconds * 1000 : null);
  }
  try {
    const body = (await response.json()) as { detail?: { message?: string } };
    return new Refused(body.detail?.message ?? "");
  } catch {
    return new Refused("");
  }
}
