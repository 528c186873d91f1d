/** What the chat gateway sends; the same shapes as in `app/gateway_answers.py`. */

export interface QuickReply {
  title: string;
  payload: string;
}

export interface Reason {
  because: string;
  fact: string;
  cites: string;
  trait: string;
}

export interface Card {
  product_id: string;
  sku: string;
  title: string;
  price: string;
  currency: string;
  image: string;
  url: string;
  reasons: Reason[];
}

export interface CartLine {
  product_id: string;
  sku: string;
  title: string;
  quantity: number;
  unit_price: string;
  total: string;
}

export interface Cart {
  cart_id: string;
  lines: CartLine[];
  total: string;
  currency: string;
  checkout_url: string;
}

export interface ConsentAsked {
  purposes: string[];
  wording_version: string;
  language: string;
  titles: Record<string, string>;
  wording: Record<string, string>;
  state: Record<string, string>;
}

export interface Answer {
  text: string;
  quick_replies: QuickReply[];
  products: Card[];
  cart: Cart | null;
  consent: ConsentAsked | null;
}

/** A purpose's state: `granted`, `declined` or `not_asked`. */
export type Consents = Record<string, string>;

export interface Begun {
  conversation: string;
  subject: string;
  anonymous_id: string;
  consent: Consents;
  greeting: Answer[];
  wording: ConsentAsked;
}

export interface Turn {
  answers: Answer[];
  resting: boolean;
  subject: string;
  consent: Consents;
}
