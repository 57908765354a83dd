/** The notifications of this browser: whether somebody wants them, and whether they may be shown. */

const key = "gleaner-notifications";

/**
 * - `insecure`: the browser gives them only to pages over https and on the same machine.
 * - `unsupported`: it has none.
 * - `denied`: somebody has refused them in the browser.
 */
export type NotificationState = "on" | "off" | "denied" | "insecure" | "unsupported";

export function notificationState(): NotificationState {
  if (!globalThis.isSecureContext) return "insecure";
  if (!("Notification" in globalThis) || isAndroid()) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  return Notification.permission === "granted" && isWanted() ? "on" : "off";
}

/**
 * The browsers of Android have the class, and throw when a page makes a notification: only a service worker may.
 * Source: https://developer.mozilla.org/en-US/docs/Web/API/Notification/Notification
 */
function isAndroid(): boolean {
  return /\bAndroid\b/.test(navigator.userAgent);
}

/** Shows a notification, which leads back to this page. */
export function showNotification(title: string, options: { readonly body: string; readonly tag: string }): void {
  let notification: Notification;
  try {
    notification = new Notification(title, options);
  } catch {
    // Another browser of this kind. What this page does besides must go on.
    return;
  }
  notification.addEventListener("click", () => {
    window.focus();
    notification.close();
  });
}

/** Asks the person for the permission, if that was not done before. */
export async function turnNotificationsOn(): Promise<NotificationState> {
  if (Notification.permission === "default") await Notification.requestPermission();
  if (Notification.permission === "granted") keep("1");
  return notificationState();
}

export function turnNotificationsOff(): NotificationState {
  keep(null);
  return notificationState();
}

/** A browser may keep nothing, such as one that refuses all cookies. */
function isWanted(): boolean {
  try {
    return localStorage.getItem(key) === "1";
  } catch {
    return false;
  }
}

function keep(value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Then they stay off.
  }
}
