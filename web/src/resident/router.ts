import { createRouter, createWebHashHistory, type RouteLocationRaw } from "vue-router";

import { useSession } from "@shared/composables/useSession";

import CodePage from "./pages/code/CodePage.vue";

// Hash routes: any static server serves the app, and a posted code behind "#" stays on the phone until its holder
// confirms the arrival.
export const router = createRouter({
  history: createWebHashHistory("/resident/"),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: "/", name: "home", component: CodePage },
    { path: "/code/:person?", name: "code", component: CodePage, meta: { show: true } },
    { path: "/sign-in", name: "sign-in", component: () => import("./pages/SignIn.vue"), meta: { open: true } },
    { path: "/register", name: "register", component: () => import("./pages/RegisterPage.vue"), meta: { open: true } },
    { path: "/forgotten", name: "forgotten", component: () => import("./pages/ForgottenPassword.vue"), meta: { open: true } },
    { path: "/messages", name: "messages", component: () => import("./pages/MessagesPage.vue"), meta: { open: true } },
    { path: "/notices/:person?", name: "notices", component: () => import("./pages/NoticesPage.vue") },
    { path: "/help", name: "help", component: () => import("./pages/HelpPage.vue"), meta: { open: true } },
    { path: "/apply/:person?", name: "apply", component: () => import("./pages/apply/ApplyPage.vue") },
    { path: "/check-in/:person?", name: "check-in", component: () => import("./pages/CheckInPage.vue") },
    { path: "/report/:person?", name: "report", component: () => import("./pages/ReportPage.vue") },
    { path: "/people", name: "people", component: () => import("./pages/PeoplePage.vue") },
    { path: "/people/add", name: "add-person", component: () => import("./pages/AddPersonPage.vue") },
    { path: "/scan", name: "scan", component: () => import("./pages/ScanPage.vue") },
    { path: "/arrive/:code", name: "arrive", component: () => import("./pages/ArrivePage.vue") },
    { path: "/paper/:person?", name: "paper", component: () => import("./pages/PaperPage.vue") },
    { path: "/records/:person?", name: "records", component: () => import("./pages/RecordsPage.vue") },
    { path: "/:rest(.*)*", redirect: "/" },
  ],
});

/** Where to go after signing in: only a path of this app, never an address that a link brought along. */
export function afterSignIn(next: unknown): RouteLocationRaw {
  return typeof next === "string" && /^\/(?!\/)/.test(next) ? next : { name: "home" };
}

router.beforeEach(async (to) => {
  const { signedIn, checked, refresh } = useSession();
  if (!checked.value && !signedIn.value) await refresh();
  if (signedIn.value || to.meta.open) return true;
  return { name: "sign-in", query: to.name === "home" ? {} : { next: to.fullPath } };
});
