/** The fields of INFO that matter: what each says, and when to worry. */
export const INFO_FIELDS: ReadonlyMap<string, string> = new Map([
  // server
  ["redis_version", "The version that Redis calls itself; worry when its makers no longer mend it."],
  ["uptime_in_seconds", "Seconds since it started; worry when it is small and nobody restarted it."],
  ["config_file", "The file it was started with; worry when it is empty, for then a restart forgets its settings."],
  ["maxmemory_policy", "What it does when memory is full; worry about anything but noeviction where jobs wait."],
  // clients
  ["connected_clients", "Clients now, without replicas; worry when it grows steadily or comes near maxclients."],
  ["maxclients", "Most clients that it lets in; worry when connected_clients is above four fifths of it."],
  [
    "blocked_clients",
    "Clients that wait for something to pop, as idle workers do; worry when workers run and it is 0.",
  ],
  ["client_recent_max_output_buffer", "Largest answer that waits for a client, in bytes; worry when megabytes wait."],
  // memory
  ["used_memory", "Bytes that its data and buffers take; worry above four fifths of maxmemory."],
  ["used_memory_rss", "Bytes that the machine gives it; worry when it is far above used_memory."],
  ["used_memory_peak", "Most bytes it ever used; worry when it would not fit beside the rest of the machine."],
  ["used_memory_dataset_perc", "Share of memory that is data; worry when it is low although there are many keys."],
  ["maxmemory", "Its limit in bytes, 0 for none; worry when there is none."],
  ["mem_fragmentation_ratio", "Memory of the machine to memory in use; worry above 1.5, and below 1, when it swaps."],
  ["total_system_memory", "Memory of the machine; worry when maxmemory leaves too little of it to the rest."],
  // persistence
  ["loading", "1 while it reads its data after a start; worry when it stays 1 for minutes."],
  [
    "rdb_changes_since_last_save",
    "Changes that a crash would lose without an append-only file; worry when they matter.",
  ],
  ["rdb_bgsave_in_progress", "1 while it writes a snapshot; worry when it is always 1."],
  ["rdb_last_save_time", "When the last snapshot was written, in seconds since 1970; worry when it is long ago."],
  [
    "rdb_last_bgsave_status",
    "Whether the last snapshot was written; worry when it is not ok, for writes may be refused.",
  ],
  ["aof_enabled", "1 when each change goes to an append-only file; worry about 0 where jobs wait."],
  ["aof_last_write_status", "Whether the last write of that file went well; worry when it is not ok."],
  ["aof_delayed_fsync", "How often a write waited for a slow disk; worry when it grows."],
  ["latest_fork_usec", "Microseconds in which it answered nobody to start its last snapshot; worry above 100,000."],
  // stats
  [
    "total_connections_received",
    "Connections ever made; worry when it grows fast, for then clients connect anew each time.",
  ],
  ["total_commands_processed", "Commands ever run; it says how busy it is, and is nothing to worry about."],
  ["instantaneous_ops_per_sec", "Commands a second now; worry when it is 0 although there is work."],
  ["rejected_connections", "Clients that were refused at maxclients; worry when it is not 0."],
  ["expired_keys", "Keys whose time was over; worry when it is 0 although keys should expire."],
  ["evicted_keys", "Keys removed because memory was full; worry about any where jobs wait."],
  ["keyspace_hits", "Reads that found their key; see keyspace_misses."],
  ["keyspace_misses", "Reads that found none; worry when a cache has more of them than of hits."],
  ["total_error_replies", "Commands answered with an error; worry when it grows."],
  ["acl_access_denied_auth", "Attempts to log in that failed; worry when it grows, for somebody has a wrong password."],
  // replication
  ["role", "master or slave; worry when it is a slave and something writes to it."],
  ["connected_slaves", "Replicas now; worry when there are fewer than you set up."],
  ["master_link_status", "Of a replica, whether it hears its primary; worry when it is down."],
  ["master_last_io_seconds_ago", "Of a replica, seconds since it heard its primary; worry above ten."],
  // cpu
  ["used_cpu_sys", "Seconds of the processor in the kernel; worry when it grows by nearly one a second."],
  [
    "used_cpu_user",
    "Seconds of the processor in Redis; worry when it grows by nearly one a second, for it has one core.",
  ],
])
