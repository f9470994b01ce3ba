import { toast } from 'sonner';

/** Puts `text` on the clipboard and says so; `what` names it in the message, e.g. `Program id`. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(`${what} copied`);
  } catch (error) {
    // Browsers refuse outside of a secure context or without permission: show the text, so it can be copied by hand.
    toast.error(`${what} could not be copied: the browser refused`, { description: text, duration: 20_000 });
    console.info('Clipboard refused', error);
  }
}
