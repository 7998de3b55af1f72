import { createRouter, createWebHashHistory } from "vue-router";

export const router = createRouter({
  history: createWebHashHistory("/console/"),
  routes: [
    { path: "/", name: "overview", component: () => import("./pages/OverviewPage.vue") },
    { path: "/sign-in", name: "sign-in", component: () => import("./pages/SignInPage.vue") },
    { path: "/people", name: "people", component: () => import("./pages/PeoplePage.vue") },
    { path: "/people/:id", name: "person", component: () => import("./pages/PersonPage.vue"), props: true },
    { path: "/corrections", name: "corrections", component: () => import("./pages/CorrectionsPage.vue") },
    { path: "/proofs", name: "proofs", component: () => import("./pages/ProofsPage.vue") },
    { path: "/decoy-alarms", name: "decoy-alarms", component: () => import("./pages/DecoyAlarmsPage.vue") },
    { path: "/far-shows", name: "far-shows", component: () => import("./pages/FarShowsPage.vue") },
    { path: "/sites", name: "sites", component: () => import("./pages/SitesPage.vue") },
    { path: "/area-risks", name: "area-risks", component: () => import("./pages/AreaRisksPage.vue") },
    { path: "/:rest(.*)*", redirect: "/" },
  ],
});
