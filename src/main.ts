process.stdout.write('firebreak\n');
