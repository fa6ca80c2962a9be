import { describe, expect, it } from 'vitest';
import { classifyFile, reviewable } from './classify.ts';
import type { FileClass } from './model.ts';
import { pathWords } from './path-word.ts';
import { sensitiveAreas } from './sensitive-area.ts';

const EXPECTED: Readonly<Record<FileClass, readonly string[]>> = {
  policy: [
    'firebreak.yaml',
    '.github/firebreak.yaml',
    '.firebreak/rules/a.yaml',
    'CODEOWNERS',
    '.github/CODEOWNERS',
    'docs/CODEOWNERS',
    '.gitlab/CODEOWNERS',
  ],
  ci: [
    '.github/workflows/ci.yml',
    '.gitlab-ci.yml',
    'ci/build.gitlab-ci.yml',
    'Jenkinsfile',
    'Jenkinsfile.release',
    '.circleci/config.yml',
    'azure-pipelines.yml',
    '.github/actions/x/action.yml',
  ],
  dependency: [
    'package.json',
    'web/package-lock.json',
    'go.sum',
    'go.mod',
    'Cargo.toml',
    'Cargo.lock',
    'requirements-dev.txt',
    'requirements/base.txt',
    'pom.xml',
    'a/b.csproj',
    'Gemfile',
    'x.gemspec',
    '.gitmodules',
    'yarn.lock',
  ],
  migration: [
    'db/migrate/20200101_add.rb',
    'app/migrations/0001_initial.py',
    'src/main/resources/db/migration/V1__a.sql',
    'sql/V2.1__x.sql',
    'store/000001_init.up.sql',
    'alembic/versions/ab12_x.py',
    'db/schema.rb',
    'prisma/migrations/2020/migration.sql',
    'db/changelog/001.xml',
  ],
  infrastructure: [
    'main.tf',
    'prod.tfvars',
    'Dockerfile',
    'build/Dockerfile.prod',
    'docker-compose.yml',
    'charts/api/values.yaml',
    'k8s/deploy.yaml',
    'helm/templates/x.yaml',
    'infra/run.sh',
    'kustomization.yaml',
  ],
  configuration: [
    'config/app.yaml',
    '.eslintrc',
    'tsconfig.json',
    '.env.production',
    'vite.config.ts',
    'AGENTS.md',
    '.claude/settings.json',
    'CLAUDE.md',
    '.github/copilot-instructions.md',
  ],
  documentation: [
    'README.md',
    'docs/guide.rst',
    'LICENSE',
    'LICENSE-MIT',
    'README.ja',
    'CHANGELOG',
    'docs/migrations/guide.md',
    'terraform/README.md',
    'tests/README.md',
  ],
  test: [
    'src/a.test.ts',
    'pkg/a_test.go',
    'tests/data.yaml',
    'spec/models/user_spec.rb',
    'src/test/java/A.java',
    'FooTest.java',
    'Api.Tests/X.cs',
    'test_a.py',
    'testdata/a.txt',
  ],
  generated: [
    'app.min.js',
    'api/a.pb.go',
    'a_pb2.py',
    'src/generated/x.ts',
    'vendor/github.com/a/b.go',
    'node_modules/x/package.json',
    '__snapshots__/a.snap',
    'x.generated.cs',
  ],
  asset: ['logo.png', 'docs/a.svg', 'font.woff2', 'gradle/wrapper/gradle-wrapper.jar'],
  code: [
    'src/main.ts',
    'Makefile',
    'api/news.proto',
    'src/licenses.ts',
    'CMakeLists.txt',
    'src/infrastructure/Db.cs',
    'src/migration/index.ts',
    'contest.py',
    'latest.java',
    'a/attest.go',
    'src/unknown.zzz',
    'protest/x.c',
    'src/policy.ts',
    'lib/codeowners.rb',
    'deploy/main.go',
  ],
};

describe('classifyFile', () => {
  for (const [expected, paths] of Object.entries(EXPECTED)) {
    it.each(paths.map((path) => [path]))(`calls %s ${expected}`, (path) => {
      expect(classifyFile(path)).toBe(expected);
    });
  }

  it('answers quickly for a hostile path', () => {
    const started = performance.now();
    for (const piece of ['a/', '.test', 'requirements', '_', ' ', 'A', 'aB']) {
      classifyFile(piece.repeat(50_000));
      sensitiveAreas([piece.repeat(50_000)]);
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('reviewable', () => {
  it('leaves out what nobody reads line by line', () => {
    for (const path of ['yarn.lock', 'go.sum', 'dist/a.js', 'logo.png', 'vendor/a.go', 'a.pb.go']) {
      expect(reviewable(path)).toBe(false);
    }
    for (const path of ['package.json', 'src/a.ts', 'README.md', '.github/workflows/a.yml', 'distribution/a.ts']) {
      expect(reviewable(path)).toBe(true);
    }
  });
});

describe('sensitiveAreas', () => {
  it.each([
    ['src/auth/login.ts', ['authentication']],
    ['src/OAuthProvider.java', ['authentication']],
    ['lib/paymentGateway.rb', ['money']],
    ['services/checkout/cart.go', ['cart-and-order']],
    ['src/HTTPSessionCookie.ts', ['authentication']],
    ['src/CreditCard.ts', ['money']],
    ['pkg/crypto/aes_gcm.go', ['cryptography']],
    ['customers/export.py', ['personal-data']],
    ['db/migrate/20200101_add_invoices.rb', ['migration', 'money']],
    ['.github/workflows/a.yml', ['delivery']],
    ['main.tf', ['infrastructure']],
    ['go.sum', ['dependency']],
    ['firebreak.yaml', ['policy']],
    ['src/generated/auth_client.ts', ['authentication']],
  ])('finds what %s points to', (path, areas) => {
    expect(sensitiveAreas([path])).toEqual(areas);
  });

  it.each([
    'src/author.ts',
    'src/discard.ts',
    'src/Card.tsx',
    'src/lexer/token.rs',
    'src/order_by.ts',
    'src/border.css',
    'docs/authentication.md',
    'src/auth.test.ts',
    'src/taxonomy.ts',
    'src/cartesian.ts',
    'src/personality.ts',
    'src/bankrupt.ts',
    'src/healthcheck.go',
    'src/concert.ts',
  ])('finds nothing in %s', (path) => {
    expect(sensitiveAreas([path])).toEqual([]);
  });

  it('is sorted and unique over many paths', () => {
    expect(sensitiveAreas(['src/auth/a.ts', 'src/billing/b.ts', 'src/auth/c.ts'])).toEqual(['authentication', 'money']);
  });
});

describe('pathWords', () => {
  it('splits at separators, case and digits', () => {
    expect(pathWords('src/HTTPServer/authToken_v2-final.ts')).toEqual([
      'src',
      'http',
      'server',
      'auth',
      'token',
      'v',
      '2',
      'final',
      'ts',
    ]);
  });
});
