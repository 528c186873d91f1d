import type { Answer, Turn } from "../src/shapes";

/** An honest stand-in for the chat gateway: it keeps to the wire and answers what a test wrote. */
export class ScriptedGateway {
  readonly received: { path: string; body: Record<string, unknown> }[] = [];
  private readonly script = new Map<string, (Response | Error)[]>();

  /** Answer the next call of `path` so; the last answer of a path stays. */
  answers(path: string, ...answers: (object | number | Error)[]): this {
    const responses = answers.map((answer) =>
      answer instanceof Error ? answer : responseOf(answer),
    );
    this.script.set(path, [...(this.script.get(path) ?? []), ...responses]);
    return this;
  }

  /** The messages that arrived, in order. */
  get said(): unknown[] {
    return this.received.filter(({ path }) => path === "messages").map(({ body }) => body["text"]);
  }

  readonly fetch = async (url: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const path = String(url).split("/chat/")[1] ?? "";
    const body = JSON.parse(String(init?.body ?? "{}")) as Record<string, unknown>;
    this.received.push({ path, body });
    const script = this.script.get(path) ?? [];
    const answer = script.length > 1 ? script.shift() : script[0];
    if (!answer) {
      throw new Error(`nothing is scripted for ${path}`);
    }
    if (answer instanceof Error) {
      throw answer;
    }
    return answer.clone();
  };
}

export function begun(greeting = "Hello!", conversation = "token-1"): object {
  return {
    conversation,
    subject: "s-1",
    anonymous_id: "anon-1",
    consent: { advice: "not_asked" },
    greeting: [answer({ text: greeting })],
    wording: { ...ASKED },
  };
}

export function turn(...answers: Partial<Answer>[]): Turn {
  return { answers: answers.map(answer), resting: false, subject: "s-1", consent: {} };
}

export const RESTING: Turn = {
  answers: [answer({ text: "Resting." })],
  resting: true,
  subject: "s-1",
  consent: {},
};

export function answer(part: Partial<Answer>): Answer {
  return { text: "", quick_replies: [], products: [], cart: null, consent: null, ...part };
}

export const ASKED = {
  purposes: ["advice", "ads_meta", "ads_google"],
  wording_version: "v1",
  language: "en",
  titles: { advice: "Remember", ads_meta: "Meta", ads_google: "Google" },
  wording: { advice: "The wording." },
  state: {},
};

export const CREAM = {
  product_id: "cream",
  sku: "CREAM-50",
  title: "Cream",
  price: "38.00",
  currency: "USD",
  image: "/cream.svg",
  url: "/shop/products/cream",
  reasons: [{ because: "dry cheeks", fact: "contains Ceramide NP", cites: "", trait: "" }],
};

export const CART = {
  cart_id: "",
  lines: [
    {
      product_id: "cream",
      sku: "CREAM-50",
      title: "Cream",
      quantity: 2,
      unit_price: "38.00",
      total: "76.00",
    },
  ],
  total: "76.00",
  currency: "USD",
  checkout_url: "/checkout",
};

function responseOf(answer: object | number): Response {
  if (typeof answer === "number") {
    const headers: HeadersInit = answer === 429 ? { "retry-after": "7" } : {};
    return new Response(JSON.stringify({ detail: { message: `no: ${answer}` } }), {
      status: answer,
      headers,
    });
  }
  return new Response(JSON.stringify(answer), { status: 200 });
}
