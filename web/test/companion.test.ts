import assert from "node:assert/strict";
import { test } from "node:test";
import { Forms } from "../src/board/companion/forms.ts";
import { HOME, hrefTo, isLooking, readRoute, SCREENS } from "../src/board/companion/routes.ts";

test("every screen's address leads back to it", () => {
  for (const screen of SCREENS) {
    assert.deepEqual(readRoute(hrefTo(screen, "c_1", "")).screen, screen);
  }
  const draft = { screen: "add", id: "worried", more: "card-1" } as const;
  assert.deepEqual(readRoute(hrefTo("add", "worried", "card-1")), draft);
});

test("an address that says nothing we know leads home", () => {
  for (const hash of ["", "#", "#/", "#/nowhere/1", "#/__proto__"]) {
    assert.deepEqual(readRoute(hash), HOME);
  }
});

test("a broken escape in an address leads home too", () => {
  assert.deepEqual(readRoute("#/card/%E0%A4%A"), HOME);
});

test("people who look around stay, and people who answer are led on", () => {
  assert.ok(isLooking("board"));
  assert.ok(!isLooking("score"));
});

test("a form keeps what was typed over what was there, until it is sent", () => {
  const forms = new Forms();
  forms.write("score", "because", "I heard it");
  assert.deepEqual(forms.read("score", { value: "5", because: "" }), {
    value: "5",
    because: "I heard it",
  });
  assert.ok(forms.unsent);
  forms.clear("score");
  assert.deepEqual(forms.read("score", { value: "5" }), { value: "5" });
  assert.ok(!forms.unsent);
});

test("an emptied form loses nothing when the page is left", () => {
  const forms = new Forms();
  forms.write("voice", "words", "");
  assert.ok(!forms.unsent);
});
