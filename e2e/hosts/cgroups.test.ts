import assert from "node:assert/strict"
import { test } from "node:test"
import { ownCgroupFolders } from "./cgroups.ts"

const mount = (root: string, point: string, rest: string) =>
  `30 20 0:26 ${root} ${point} rw,nosuid shared:4 - ${rest}\n`

test("with cgroup v2 alone there is one folder, below our own", () => {
  const mounts = mount("/", "/", "ext4 /dev/vda rw") + mount("/", "/sys/fs/cgroup", "cgroup2 cgroup2 rw,nsdelegate")
  assert.deepEqual(ownCgroupFolders("0::/user.slice/session-3.scope\n", mounts), [
    "/sys/fs/cgroup/user.slice/session-3.scope",
  ])
})

test("with v1 hierarchies there is one folder in each, also where controllers share one", () => {
  const own = "4:name=systemd:/a\n3:cpu,cpuacct:/b\n2:memory:/c/d\n0::/e\n"
  const mounts =
    mount("/", "/sys/fs/cgroup/systemd", "cgroup cgroup rw,xattr,name=systemd") +
    mount("/", "/sys/fs/cgroup/cpu,cpuacct", "cgroup cgroup rw,cpu,cpuacct") +
    mount("/", "/sys/fs/cgroup/memory", "cgroup cgroup rw,memory") +
    mount("/", "/sys/fs/cgroup/unified", "cgroup2 cgroup2 rw")
  assert.deepEqual(ownCgroupFolders(own, mounts), [
    "/sys/fs/cgroup/systemd/a",
    "/sys/fs/cgroup/cpu,cpuacct/b",
    "/sys/fs/cgroup/memory/c/d",
    "/sys/fs/cgroup/unified/e",
  ])
})

test("where only a part of a hierarchy is mounted, the path below that part counts", () => {
  const mounts = mount("/docker/abc", "/sys/fs/cgroup/memory", "cgroup cgroup rw,memory")
  assert.deepEqual(ownCgroupFolders("2:memory:/docker/abc/job\n", mounts), ["/sys/fs/cgroup/memory/job"])
})
