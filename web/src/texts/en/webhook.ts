import { countText, timeText } from "../quantities.ts";

const attempts = (count: number): string => (count === 1 ? "1 attempt" : `${countText(count)} attempts`);

/** The webhook of the settings. */
export const webhook = {
  title: "Webhook",
  address: {
    label: "Address",
    hint: "It is told when a scan or a check has ended. Empty: nobody is told.",
    wrong: "Enter an address that begins with http:// or https://, without a user or a password.",
    none: "none",
  },
  events: {
    label: "Tell it of",
    names: {
      completed: "Completed scans and checks",
      cancelled: "Cancelled scans and checks",
      failed: "Failed scans and checks",
    },
    all: "all",
  },
  after_changes: {
    label: "Also of scans after changes",
    hint: "There may be hundreds a day. Those that fail are always told.",
    yes: "yes",
    no: "no",
  },
  secret: {
    label: "Secret",
    text: "It signs each message as Standard Webhooks specifies.",
    make: "Make a new secret",
    replace: {
      text: "Messages are signed with the new secret at once: the receiver refuses them until it knows it.",
      confirm: "Replace the secret",
      keep: "Keep the old secret",
    },
    shown: "The new secret. It is not shown again:",
    copy: "Copy the secret",
    copied: "Copied",
  },
  test: {
    send: "Send a test",
    unsaved: "Save the address first. A test goes to the saved one.",
    delivered: (status: number, answer: string) =>
      `The receiver took it (${status})${answer === "" ? "." : `: ${answer}`}`,
    failed: (problem: string, answer: string) => `Not delivered. ${problem}${answer === "" ? "" : ` ${answer}`}`,
  },
  last: {
    title: "Last messages",
    none: "There are no messages yet.",
    events: {
      "scan.completed": "Scan completed",
      "scan.cancelled": "Scan cancelled",
      "scan.failed": "Scan failed",
      "check.completed": "Check completed",
      "check.cancelled": "Check cancelled",
      "check.failed": "Check failed",
    } as Readonly<Record<string, string>>,
    delivered: (time: string) => `Delivered ${timeText(time)}`,
    waiting: (time: string, count: number) =>
      count === 0 ? "Is being sent" : `Not delivered after ${attempts(count)}, again ${timeText(time)}`,
    givenUp: (count: number) => `Given up after ${attempts(count)}`,
  },
} as const;
