/** The widget's own words; what the advisor says comes from the server. */
const ENGLISH = {
  heading: "Advisor",
  under: "Honest advice, with reasons",
  launch: "Ask the advisor",
  close: "Close the advisor",
  log: "Conversation with the advisor",
  you: "You said:",
  advisor: "Advisor:",
  write: "Your message",
  placeholder: "Tell me about your skin…",
  send: "Send",
  thinking: "The advisor is thinking…",
  waiting: "Not sent yet",
  refused: "This could not be sent",
  resting: "The advisor is resting for a moment. What you wrote is kept and will be sent again.",
  again: "Try now",
  retryIn: (seconds: number) => `Next try in ${seconds} s`,
  tooLong: (over: number) => `${over} characters too many`,
  because: "Because you mentioned",
  add: "Add to cart",
  adding: "Adding…",
  added: "In your cart",
  addOf: (title: string) => `Add ${title} to cart`,
  cart: "Your cart",
  cartEmpty: "Your cart is empty.",
  total: "Total",
  checkout: "Check out",
  more: (title: string) => `One more of ${title}`,
  fewer: (title: string) => `One fewer of ${title}`,
  items: (count: number) => (count === 1 ? "1 item" : `${count} items`),
  consent: "Your choice, one by one",
  consentSave: "Save my choice",
  consentNone: "No, thank you",
  consentSaid: (count: number) => (count > 0 ? "I agree to what I ticked" : "No, thank you"),
};

export type Words = typeof ENGLISH;

export const words: Words = ENGLISH;

/** Short names of the purposes, above the wording that the server sends. */
export const PURPOSES: Record<string, string> = {
  advice: "Remember what I say",
  ads_meta: "Matching ads on Facebook and Instagram",
  ads_google: "Matching ads on Google",
  messages_email: "Messages by e-mail",
  messages_sms: "Messages by text message",
};
