/**
 * ms for which what is on its way, such as a message and the form that sends it, is not drawn as such. Most of it is through sooner
 * and is drawn once, with the answer; drawing it before would keep the page from taking the answer in.
 */
export const ON_ITS_WAY = 60;
