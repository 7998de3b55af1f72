// The sixteen prefecture cities of Anhui (GB/T 2260, first four digits) with the coordinates of their seats of
// government, to offer the nearest one. The position is compared on the phone and sent nowhere (SPEC A7).
export interface City {
  code: string;
  zh: string;
  en: string;
  latitude: number;
  longitude: number;
}

export const CITIES: readonly City[] = [
  { code: "3401", zh: "合肥市", en: "Hefei", latitude: 31.82, longitude: 117.23 },
  { code: "3402", zh: "芜湖市", en: "Wuhu", latitude: 31.35, longitude: 118.43 },
  { code: "3403", zh: "蚌埠市", en: "Bengbu", latitude: 32.92, longitude: 117.39 },
  { code: "3404", zh: "淮南市", en: "Huainan", latitude: 32.63, longitude: 117.0 },
  { code: "3405", zh: "马鞍山市", en: "Ma'anshan", latitude: 31.67, longitude: 118.51 },
  { code: "3406", zh: "淮北市", en: "Huaibei", latitude: 33.96, longitude: 116.8 },
  { code: "3407", zh: "铜陵市", en: "Tongling", latitude: 30.94, longitude: 117.81 },
  { code: "3408", zh: "安庆市", en: "Anqing", latitude: 30.54, longitude: 117.06 },
  { code: "3410", zh: "黄山市", en: "Huangshan", latitude: 29.71, longitude: 118.34 },
  { code: "3411", zh: "滁州市", en: "Chuzhou", latitude: 32.3, longitude: 118.32 },
  { code: "3412", zh: "阜阳市", en: "Fuyang", latitude: 32.89, longitude: 115.81 },
  { code: "3413", zh: "宿州市", en: "Suzhou (Anhui)", latitude: 33.65, longitude: 116.96 },
  { code: "3415", zh: "六安市", en: "Lu'an", latitude: 31.73, longitude: 116.52 },
  { code: "3416", zh: "亳州市", en: "Bozhou", latitude: 33.84, longitude: 115.78 },
  { code: "3417", zh: "池州市", en: "Chizhou", latitude: 30.66, longitude: 117.49 },
  { code: "3418", zh: "宣城市", en: "Xuancheng", latitude: 30.94, longitude: 118.76 },
];

const KM_PER_DEGREE = 111.2;
/** Farther than this from every seat, nothing is offered: the holder is not in Anhui. */
const FARTHEST_KM = 130;

/** The city whose seat is nearest to a position, or null when none is near. */
export function nearestCity(latitude: number, longitude: number): City | null {
  const narrowing = Math.cos((latitude * Math.PI) / 180);
  let best: City | null = null;
  let least = FARTHEST_KM;
  for (const city of CITIES) {
    const kilometres = KM_PER_DEGREE * Math.hypot(city.latitude - latitude, (city.longitude - longitude) * narrowing);
    if (kilometres < least) [best, least] = [city, kilometres];
  }
  return best;
}

/** A region's name in a language: a city of Anhui or the province; the server's own name where it is neither. */
export function regionText(code: string | null | undefined, name: string, locale: "zh" | "en"): string {
  return code === "34" && locale === "en" ? "Anhui" : cityText(code, name, locale);
}

/** The city's name in a language; the server's own name stands where the code is none of ours. */
export function cityText(code: string | null | undefined, name: string, locale: "zh" | "en"): string {
  const city = CITIES.find((known) => known.code === code);
  return city ? city[locale] : name;
}
