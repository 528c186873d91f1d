/** Decimal text in a currency, as people of the page's language write it. */
export function money(amount: string, currency: string, language: string): string {
  const value = Number(amount);
  if (!Number.isFinite(value)) {
    return amount;
  }
  try {
    return new Intl.NumberFormat(language, { style: "currency", currency }).format(value);
  } catch {
    return `${amount} ${currency}`;
  }
}
