import { createRouter, createWebHashHistory } from "vue-router";

export const router = createRouter({
  history: createWebHashHistory("/staff/"),
  routes: [
    { path: "/", name: "scan", component: () => import("./pages/ScanPage.vue") },
    { path: "/sign-in", name: "sign-in", component: () => import("./pages/SignInPage.vue") },
    { path: "/duty", name: "duty", component: () => import("./pages/DutyPage.vue") },
    { path: "/verdict", name: "verdict", component: () => import("./pages/VerdictPage.vue") },
    { path: "/recheck", name: "recheck", component: () => import("./pages/RecheckPage.vue") },
    { path: "/look-up", name: "look-up", component: () => import("./pages/LookUpPage.vue") },
    { path: "/arrivals", name: "arrivals", component: () => import("./pages/ArrivalsPage.vue") },
    { path: "/isolation", name: "isolation", component: () => import("./pages/IsolationPage.vue") },
    { path: "/uploads", name: "uploads", component: () => import("./pages/UploadsPage.vue") },
    { path: "/caseload", name: "caseload", component: () => import("./pages/CaseloadPage.vue") },
    { path: "/consent", name: "consent", component: () => import("./pages/ConsentPage.vue") },
    { path: "/sites", name: "sites", component: () => import("./pages/SitesPage.vue") },
    { path: "/sites/new", name: "site-new", component: () => import("./pages/RegisterSitePage.vue") },
    { path: "/sites/:id", name: "site", component: () => import("./pages/SitePage.vue"), props: true },
    { path: "/sites/:id/rules", name: "site-rules", component: () => import("./pages/SiteRulesPage.vue"), props: true },
    { path: "/sites/:id/people", name: "site-people", component: () => import("./pages/SitePeoplePage.vue"), props: true },
    { path: "/sites/:id/devices", name: "site-devices", component: () => import("./pages/DevicesPage.vue"), props: true },
    { path: "/sites/:id/attendance", name: "attendance", component: () => import("./pages/AttendancePage.vue"), props: true },
    { path: "/invitation/:secret", name: "invitation", component: () => import("./pages/InvitationPage.vue"), props: true },
    { path: "/:rest(.*)*", redirect: "/" },
  ],
});
