/** An image as a manifest names it. */
export interface ImageReference {
  /** Without tag and digest. */
  readonly name: string;
  /** `null` where none is stated. */
  readonly tag: string | null;
  readonly hasDigest: boolean;
}

/** Tags that mean another image tomorrow. */
const FLOATING = new Set(['latest', 'main', 'master', 'edge', 'nightly', 'stable', 'dev', 'develop', 'head', 'canary']);

/** Programs whose files belong to one major version. */
const STORES =
  /(?:^|[/_-])(?:postgres(?:ql)?|postgis|timescaledb(?:-ha)?|mysql|mariadb|mongo(?:db)?|redis|valkey|elasticsearch|opensearch|cassandra|cockroach|clickhouse(?:-server)?|rabbitmq|kafka|zookeeper|etcd|minio|influxdb|neo4j|couchdb|solr|spilo(?:-\d+)?|percona-server(?:-mongodb)?)$/;

/** Parts of `registry:5000/name:tag@sha256:...`. */
export function imageReference(text: string): ImageReference {
  const [beforeDigest = ''] = text.split('@', 1);
  const colon = beforeDigest.lastIndexOf(':');
  const hasTag = colon > beforeDigest.lastIndexOf('/');
  return {
    name: hasTag ? beforeDigest.slice(0, colon) : beforeDigest,
    tag: hasTag ? beforeDigest.slice(colon + 1) : null,
    hasDigest: text.includes('@'),
  };
}

/** Whether the same text may mean another image later. */
export function isFloating(image: ImageReference): boolean {
  return !image.hasDigest && (image.tag === null || FLOATING.has(image.tag.toLowerCase()));
}

/** Major version that a tag states: `16` of `16.2-alpine` and of `v16.2`; `null` where it states none. */
export function majorOf(image: ImageReference): number | null {
  const match = /^v?(\d{1,4})(?:[.-]|$)/.exec(image.tag ?? '');
  return match === null ? null : Number(match[1]);
}

/** Whether the image is a store of data. */
export function isStoreImage(image: ImageReference): boolean {
  return STORES.test(image.name);
}
