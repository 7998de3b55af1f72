import { api, bodyOf } from "@shared/api/client";

/** Names of known compounds in a street that fit what was typed; none when they cannot be read: typing still works. */
export async function compoundsIn(division: string, typed: string): Promise<string[]> {
  try {
    const query = { division, q: typed.trim(), limit: 20 };
    const found = await bodyOf(api.GET("/api/v1/areas/compounds", { params: { query } }));
    return found.map((compound) => compound.name);
  } catch {
    return [];
  }
}
