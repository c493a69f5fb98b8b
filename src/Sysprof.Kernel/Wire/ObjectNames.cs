namespace Sysprof.Kernel.Wire;

/// <summary>The names in the BPF object that user space asks for; a test looks each of them up.</summary>
internal static class ObjectNames
{
    public static class Programs
    {
        public const string Enter = "on_sys_enter";
        public const string Exit = "on_sys_exit";
        public const string Fork = "on_fork";
        public const string Exec = "on_exec";
        public const string ThreadExit = "on_thread_exit";
        public const string Rename = "on_rename";
        public const string Seed = "seed_task";
        public const string Visit = "visit_task";
        public const string Reopen = "reopen_task";
        public const string Describe = "tell_descriptor";
        public const string Look = "look_at_task";
        public const string List = "list_member";
    }

    public static class Maps
    {
        public const string CgroupRound = "cgroup_round";
        public const string CpuClocks = "cpu_clocks";
        public const string CutUntil = "cut_until";
        public const string Events = "events";
        public const string Asked = "asked";
        public const string EntriesSeen = "entries_seen";
        public const string Ledger = "ledger";
        public const string Targets = "targets";
        public const string Verdicts = "verdicts";
    }

    public static class Knobs
    {
        public const string TargetKind = "target_kind";
        public const string OwnTgid = "own_tgid";
        public const string CalibratorTgid = "calibrator_tgid";
        public const string FollowChildren = "follow_children";
        public const string UnknownTraced = "unknown_traced";
        public const string TargetCgroup = "target_cgroup";
        public const string TargetCgroupLevel = "target_cgroup_level";
        public const string TargetSinceNs = "target_since_ns";
        public const string WakeAtBytes = "wake_at_bytes";
        public const string RefuseAtBytes = "refuse_at_bytes";
        public const string CallInfo = "call_info";
        public const string TellRunners = "tell_runners";
        public const string TrackDescriptors = "track_descriptors";
        public const string DescriptorCalls = "descriptor_calls";
        public const string CountPassed = "count_passed";
    }
}
