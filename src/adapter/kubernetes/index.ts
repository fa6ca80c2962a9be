export { argoEngine } from './argo-engine.ts';
export { type KubernetesClient, type KubernetesSettings, kubernetesClient } from './client.ts';
export { flaggerEngine } from './flagger-engine.ts';
