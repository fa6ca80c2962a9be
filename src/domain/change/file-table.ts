/** Lower-case file names and endings that tell what a file is. Names of tools change seldom; add a row, not a rule. */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Files that pin what was resolved: dependencies, written by a tool. */
export const LOCK_NAMES = words(`
  package-lock.json npm-shrinkwrap.json pnpm-lock.yaml bun.lockb go.sum go.work.sum gradle.lockfile packages.lock.json
  buildscript-gradle.lockfile verification-metadata.xml package.resolved cartfile.resolved manifest.toml
  cabal.project.freeze .terraform.lock.hcl conda-lock.yml rebar.lock renv.lock
`);

/** Files in which people state dependencies or where they come from. */
export const MANIFEST_NAMES = words(`
  package.json bower.json composer.json gemfile pipfile pyproject.toml setup.py setup.cfg environment.yml environment.yaml
  constraints.txt cargo.toml go.mod go.work pom.xml build.gradle build.gradle.kts settings.gradle settings.gradle.kts
  libs.versions.toml build.sbt plugins.sbt mix.exs rebar.config pubspec.yaml package.swift podfile cartfile
  directory.packages.props packages.config nuget.config paket.dependencies vcpkg.json conanfile.txt conanfile.py workspace
  workspace.bazel module.bazel deps.edn project.clj stack.yaml cabal.project project.toml shard.yml dub.json elm.json
  flake.nix pnpm-workspace.yaml deno.json deno.jsonc jsr.json dune-project cpanfile .gitmodules .npmrc .yarnrc .yarnrc.yml
  pixi.toml requirements.in gradle-wrapper.properties .tool-versions .nvmrc .python-version rust-toolchain.toml
`);
export const MANIFEST_ENDINGS = words('gemspec csproj fsproj vbproj cabal opam rockspec nuspec podspec');

export const CI_NAMES = words(`
  .gitlab-ci.yml .gitlab-ci.yaml .travis.yml .drone.yml .drone.yaml azure-pipelines.yml azure-pipelines.yaml
  bitbucket-pipelines.yml appveyor.yml .appveyor.yml .woodpecker.yml .woodpecker.yaml cloudbuild.yaml cloudbuild.yml
  buildspec.yml buildspec.yaml wercker.yml .cirrus.yml .cirrus.star codefresh.yml .semaphore.yml .buildkite.yml bors.toml
  .mergify.yml
`);
/** First folders of a path that belong to a build service. */
export const CI_FOLDERS = words(`
  .circleci .buildkite .azure-pipelines .azuredevops .woodpecker .teamcity .ci .tekton .semaphore .jenkins .drone .prow
`);

export const INFRASTRUCTURE_NAMES = words(`
  dockerfile containerfile .dockerignore chart.yaml helmfile.yaml helmfile.yml kustomization.yaml kustomization.yml
  pulumi.yaml pulumi.yml serverless.yml serverless.yaml cdk.json vagrantfile skaffold.yaml procfile fly.toml
  vercel.json netlify.toml render.yaml wrangler.toml wrangler.jsonc haproxy.cfg nginx.conf tiltfile ansible.cfg playbook.yml
  playbook.yaml samconfig.toml terragrunt.hcl railway.json heroku.yml earthfile
`);
export const INFRASTRUCTURE_ENDINGS = words('tf tfvars tofu hcl bicep nomad dockerfile pkr');
/** Folders whose configuration and scripts describe what runs where; program code in them stays code. */
export const INFRASTRUCTURE_FOLDERS = words(`
  terraform terragrunt k8s kubernetes helm charts kustomize manifests ansible pulumi cloudformation argocd argo-cd flux infra
  infrastructure deploy deployment deployments docker nginx systemd ops
`);

export const VENDORED_FOLDERS = words(`
  vendor node_modules third_party third-party thirdparty bower_components godeps pods jspm_packages .yarn
`);
export const GENERATED_FOLDERS = words('generated __generated__ dist __snapshots__ autogen');
export const TEST_FOLDERS = words(`
  test tests __tests__ testdata test-data test_data fixtures __fixtures__ fixture e2e __mocks__ cypress testing testsuite
  integration-tests integration_tests unit-tests unittests
`);

/** Instructions and settings that steer coding agents: they change what is written, so they are no documentation. */
export const AGENT_NAMES = words(`
  agents.md agent.md claude.md gemini.md copilot-instructions.md .cursorrules .windsurfrules .clinerules .aider.conf.yml
  .mcp.json mcp.json
`);
export const AGENT_FOLDERS = words('.cursor .claude .codex .gemini .windsurf .clinerules .continue .roo');

export const DOCUMENTATION_ENDINGS = words('md mdx markdown mkd rst adoc asciidoc tex org rdoc textile pod txt');
/** Names that are documentation with any ending that is no program's (`LICENSE-MIT`, `README.ja`). */
export const DOCUMENTATION_STEMS = words('readme license licence unlicense copying notice changelog');
/** Names that are documentation only without an ending: `news.proto` is code. */
export const DOCUMENTATION_NAMES = words(`
  changes history news authors contributors contributing maintainers security code_of_conduct support thanks todo patents
`);

export const ASSET_ENDINGS = words(`
  png jpg jpeg gif webp svg ico icns bmp tif tiff avif heic psd ai eps sketch fig woff woff2 ttf otf eot mp3 wav ogg flac m4a mp4
  webm mov avi mkv pdf zip gz tgz bz2 xz zst 7z rar jar war class exe dll so dylib a o obj lib pyc wasm bin dat db sqlite
  sqlite3 parquet avro csv tsv doc docx xls xlsx ppt pptx odt ods po pot mo xlf xliff glb gltf fbx blend stl hdr ktx pack onnx
  safetensors gguf npy npz pkl pt h5 keystore jks p12 pfx
`);

export const CONFIGURATION_ENDINGS = words(`
  yaml yml json json5 jsonc toml ini cfg conf config cnf env properties xml plist editorconfig rc lst list tmpl cue jsonnet
  libsonnet dhall service timer socket rules
`);

/** Endings of programs: what may stand in a folder of infrastructure and still be code. */
export const PROGRAM_ENDINGS = words(`
  ts tsx mts cts js jsx mjs cjs py rb go rs java kt kts scala groovy cs fs vb c h cc cpp cxx hpp hh m mm swift php pl pm ex exs erl
  hs ml clj cljs dart lua r jl zig nim vue svelte astro html css scss less
`);
