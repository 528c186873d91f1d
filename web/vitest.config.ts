import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "happy-dom",
    include: ["widget/tests/**/*.test.ts"],
    restoreMocks: true,
  },
});
