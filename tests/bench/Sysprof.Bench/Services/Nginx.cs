namespace Sysprof.Bench.Services;

/// <summary>nginx, one process that answers with a file of 1 KiB.</summary>
internal sealed class Nginx : WebService
{
    public override string Name => "nginx";

    protected override string[] Programs => [.. base.Programs, "nginx"];

    protected override string[] Command()
    {
        File.WriteAllText(Path.Combine(Directory, "index.html"), new string('x', 1024));
        string configuration = Path.Combine(Directory, "nginx.conf");
        File.WriteAllText(
            configuration,
            $$"""
            user root; daemon off; master_process off; pid {{Directory}}/pid; error_log {{Directory}}/error.log;
            events { worker_connections 128; }
            http {
                access_log off; keepalive_requests 1000000000;
                client_body_temp_path {{Directory}}/body; proxy_temp_path {{Directory}}/proxy;
                fastcgi_temp_path {{Directory}}/fastcgi; uwsgi_temp_path {{Directory}}/uwsgi; scgi_temp_path {{Directory}}/scgi;
                server { listen 127.0.0.1:{{Port}}; root {{Directory}}; }
            }
            """);
        return ["nginx", "-e", $"{Directory}/error.log", "-c", configuration];
    }
}
