// Moved to the shared logic; resident pages import it by this name.
export { fromBase64url, toBase64url } from "@shared/logic/base64url";
