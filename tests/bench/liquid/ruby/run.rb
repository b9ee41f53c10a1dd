# Measures Ruby's liquid on the pages of a folder; prints one line per page:
# page, parse microseconds, render microseconds.
require "json"
require "liquid"

folder, seconds = ARGV[0], ARGV[1].to_f

if ARGV.include?("--version")
  puts Liquid::VERSION
  exit
end

class Folder
  def initialize(root)
    @root = root
  end

  def read_template_file(name)
    File.read(File.join(@root, name))
  end
end

def clock
  Process.clock_gettime(Process::CLOCK_MONOTONIC)
end

def median(seconds)
  times = []
  start = clock
  while times.length < 5 || (clock - start < seconds && times.length < 2000)
    before = clock
    yield
    times << (clock - before) * 1e6
  end
  times.sort[times.length / 2]
end

Dir.children(folder).sort.each do |page|
  begin
    root = File.join(folder, page, "templates")
    data = JSON.parse(File.read(File.join(folder, page, "data.json")))
    texts = Dir.children(root).map { |name| File.read(File.join(root, name)) }
    Liquid::Template.file_system = Folder.new(root)
    main = Liquid::Template.parse(File.read(File.join(root, "index.liquid")))
    out = main.render!(data)
    parse = median(seconds) { texts.each { |text| Liquid::Template.parse(text) } }
    render = median(seconds) { main.render!(data) }
    File.write(File.join(folder, page, "out.ruby-liquid"), out)
    puts [page, parse.round(1), render.round(1)].join("\t")
  rescue StandardError => error
    puts [page, "fails", error.message.lines.first.to_s.strip].join("\t")
  end
end
