namespace Sysprof.Profile.Model;

/// <summary>What runs in a process, as far as it says what its threads are for.</summary>
public enum ProgramKind
{
    /// <summary>Machine code of which nothing else is known.</summary>
    Native = 0,

    /// <summary>Go, with its scheduler and garbage collector.</summary>
    Go,

    /// <summary>.NET: CoreCLR.</summary>
    DotNet,

    /// <summary>A Java virtual machine: HotSpot, or what is built like it.</summary>
    Jvm,

    /// <summary>Node.js: V8 and libuv.</summary>
    NodeJs,

    /// <summary>CPython.</summary>
    Python,

    /// <summary>The server of Redis or Valkey.</summary>
    Redis,

    /// <summary>nginx, or OpenResty which is made of it.</summary>
    Nginx,

    /// <summary>The server of PostgreSQL.</summary>
    PostgreSql,

    /// <summary>memcached.</summary>
    Memcached,

    /// <summary>The server of MySQL or MariaDB.</summary>
    MySql,
}
