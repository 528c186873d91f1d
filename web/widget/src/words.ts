/** The widget's own words; what the advisor says comes from the server. */
const ENGLISH = {
  heading: "Advisor",
  under: "Advice with reasons",
  launch: "Ask the advisor",
  close: "Close the advisor",
  log: "Conversation with the advisor",
  you: "You said:",
  advisor: "Advisor:",
  write: "Your message",
  placeholder: "In your own words…",
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
  consentSaid: (titles: string[]) =>
    titles.length > 0 ? `I agree: ${titles.join("; ")}` : "No, thank you",
  consentEnded: (titles: string[]) => `No longer: ${titles.join("; ")}`,
  privacy: "Your privacy choices",
  privacyNote: "What you agreed to. Take back any of it here, at any time.",
};

export type Words = typeof ENGLISH;

export const words: Words = ENGLISH;
